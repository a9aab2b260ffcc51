"""A loop over all tokens."""

EFFICIENT = False


def mlm_mask(ids, special, mask_id, u_sel, u_kind, rand_ids, p=0.15):
    """Decide about one token after the other."""
    inputs, labels = ids.clone(), ids.clone()
    B, T = ids.shape
    for b in range(B):
        for t in range(T):
            if special[b, t] or u_sel[b, t] >= p:
                labels[b, t] = -100
            elif u_kind[b, t] < 0.8:
                inputs[b, t] = mask_id
            elif u_kind[b, t] < 0.9:
                inputs[b, t] = rand_ids[b, t]
    return inputs, labels
