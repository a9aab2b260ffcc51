"""The same as a noise prediction: ½ ‖σ · score + noise‖²."""

import torch


def score_matching_loss(score, x, noise, sigma):
    noisy = torch.addcmul(x, sigma[:, None], noise)
    residual = sigma[:, None] * score(noisy, sigma) + noise
    return (residual**2).sum() / (2 * len(x))
