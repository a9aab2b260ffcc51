"""Four gathered corners with weights; one einsum for antialias; moments of each batch."""

from __future__ import annotations

import torch


def _positions(n, m, align_corners):
    steps = torch.linspace(0, m - 1, m, dtype=torch.float64)
    if align_corners:
        return steps * ((n - 1) / (m - 1)) if m > 1 else torch.zeros(1, dtype=torch.float64)
    return torch.clip((steps + 0.5) / (m / n) - 0.5, 0, n - 1)


def _tents(n, m):
    if n <= m:
        p = _positions(n, m, align_corners=False)[:, None]
        return torch.clip(1 - (p - torch.arange(n)).abs(), min=0)
    s = n / m
    c = (torch.arange(m, dtype=torch.float64) + 0.5) * s
    w = torch.clip(s - (torch.arange(n) + 0.5 - c[:, None]).abs(), min=0)
    return w / w.sum(-1, keepdim=True)


def resize_bilinear(image, size, *, align_corners=False, antialias=False):
    _, H, W = image.shape
    h, w = size
    if antialias:
        if align_corners:
            msg = "these flags exclude one another"
            raise ValueError(msg)
        rows, columns = _tents(H, h).to(image), _tents(W, w).to(image)
        return torch.einsum("chw,ih,jw->cij", image, rows, columns)
    q = _positions(H, h, align_corners).to(image.device)
    p = _positions(W, w, align_corners).to(image.device)
    y, x = q.long(), p.long()
    below, right = (y + 1).clamp(max=H - 1), (x + 1).clamp(max=W - 1)
    t, s = (q - y).to(image.dtype)[:, None], (p - x).to(image.dtype)
    y, below = y[:, None], below[:, None]
    upper = image[:, y, x] * (1 - s) + image[:, y, right] * s
    lower = image[:, below, x] * (1 - s) + image[:, below, right] * s
    return upper * (1 - t) + lower * t


def center_crop(image, size):
    H, W = image.shape[-2:]
    if size[0] > H or size[1] > W:
        msg = "cannot cut more than there is"
        raise ValueError(msg)
    y, x = int((H - size[0]) / 2), int((W - size[1]) / 2)
    return image[..., y:, x:][..., : size[0], : size[1]].clone()


def normalize(image, mean, std):
    scale = 1
    if not image.is_floating_point():
        scale, image = 255, image.to(torch.get_default_dtype())
    out = torch.empty_like(image)
    for c, (m, s) in enumerate(zip(mean, std, strict=True)):
        out[..., c, :, :] = (image[..., c, :, :] / scale - m) / s
    return out


def denormalize(image, mean, std):
    one = image.new_ones(())
    std, mean = torch.stack([one * s for s in std]), torch.stack([one * m for m in mean])
    return torch.addcmul(mean[:, None, None], image, std[:, None, None])


def channel_stats(batches):
    moments = []
    for batch in batches:
        x = batch.double() * (1 / 255 if batch.dtype == torch.uint8 else 1)
        pixels = x.shape[0] * x.shape[2] * x.shape[3]
        of_batch = torch.stack([x.mean((0, 2, 3)), (x * x).mean((0, 2, 3))])
        moments.append((pixels, of_batch))
    total = sum(pixels for pixels, _ in moments)
    mean, square = sum(pixels / total * of_batch for pixels, of_batch in moments)
    return mean, torch.sqrt(square - mean**2)
