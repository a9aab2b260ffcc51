"""Four lists of layers indexed by level; the skip is written into a prepared tensor."""

from __future__ import annotations

from torch import nn


def _twice(before, after):
    layers = []
    for n in (before, after):
        layers += [nn.Conv2d(n, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
    return nn.Sequential(*layers)


class UNet(nn.Module):
    def __init__(self, in_channels, num_classes, base=16, depth=3, up="transpose"):
        super().__init__()
        if up not in ("transpose", "bilinear"):
            msg = "up"
            raise ValueError(msg)
        self.depth = depth
        self.pool = nn.MaxPool2d(2)
        self.down = nn.ModuleList()
        channels = in_channels
        for i in range(depth + 1):
            self.down.append(_twice(channels, base << i))
            channels = base << i
        steps = []
        for i in range(depth - 1, -1, -1):
            width = base << i
            if up == "transpose":
                larger = nn.ConvTranspose2d(channels, width, kernel_size=2, stride=2)
            else:
                bilinear = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
                larger = nn.Sequential(bilinear, nn.Conv2d(channels, width, 1))
            steps += [larger, _twice(2 * width, width)]
            channels = width
        self.steps = nn.ModuleList(steps)
        self.out = nn.Conv2d(channels, num_classes, kernel_size=1, bias=True)

    def forward(self, x):
        h, w = x.shape[2] >> self.depth << self.depth, x.shape[3] >> self.depth << self.depth
        if (h, w) != tuple(x.shape[2:]):
            msg = f"{tuple(x.shape[2:])} should be {(h, w)} or larger"
            raise ValueError(msg)
        kept = {}
        for i in range(self.depth):
            kept[i] = self.down[i](x)
            x = self.pool(kept[i])
        x = self.down[self.depth](x)
        for n, i in enumerate(reversed(range(self.depth))):
            B, C, H, W = kept[i].shape
            both = x.new_empty(B, 2 * C, H, W)
            both[:, :C] = kept[i]
            both[:, C:] = self.steps[2 * n](x)
            x = self.steps[2 * n + 1](both)
        return self.out(x)
