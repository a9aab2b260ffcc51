"""Two different futures for each step, and two different sets of company for each row."""

import torch


def check_causal(candidate):
    torch.manual_seed(3)
    x = torch.randn(4, 32, 3)
    for t in range(31):
        one, other = x.clone(), x.clone()
        one[:, t + 1 :] = 0
        other[:, t + 1 :] = 2 * torch.randn(4, 31 - t, 3)
        if _apart(candidate(one)[:, t], candidate(other)[:, t]):
            return False
    for row in range(4):
        company = torch.randn(4, 32, 3)
        company[row] = x[row]
        if _apart(candidate(company)[row], candidate(x)[row]):
            return False
    return True


def _apart(a, b):
    size = max(float(a.abs().max()), float(b.abs().max()), 1e-9)
    return float((a - b).abs().max()) > 1e-3 * size
