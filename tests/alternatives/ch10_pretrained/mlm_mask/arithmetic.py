"""Sums of products with 0 and 1 instead of choices."""

import torch


def mlm_mask(ids, special, mask_id, u_sel, u_kind, rand_ids, p=0.15):
    """Weigh the three possibilities with indicators."""
    chosen = torch.logical_and(u_sel.lt(p), special.logical_not()).long()
    bins = torch.tensor([0.8, 0.9], dtype=u_kind.dtype, device=u_kind.device)
    kind = torch.bucketize(u_kind, bins, right=True)
    kind = kind * chosen + 2 * (1 - chosen)  # 2: as it is
    options = torch.stack([torch.full_like(ids, mask_id), rand_ids, ids])
    inputs = options.gather(0, kind[None])[0]
    return inputs, ids * chosen - 100 * (1 - chosen)
