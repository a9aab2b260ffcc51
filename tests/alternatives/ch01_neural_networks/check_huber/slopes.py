"""By its properties: zero at zero, and a slope that is the error clipped to ±delta."""

import torch


def check_huber(candidate) -> bool:
    try:
        return all(_has_its_slopes(candidate, delta) for delta in (0.3, 1.5, 4.0))
    except (RuntimeError, TypeError, ValueError, AttributeError):
        return False


def _has_its_slopes(candidate, delta: float) -> bool:
    target = torch.tensor([[0.25], [-1.5]], dtype=torch.float64).expand(2, 401).contiguous()
    grid = torch.linspace(-3, 3, 401, dtype=torch.float64) * delta
    grid = torch.stack([grid, grid * 400])
    step = 1e-3 * delta
    here = candidate(target + grid, target, delta)
    nought = candidate(target, target, delta)
    if here.shape != target.shape or here.dtype != torch.float64 or nought.abs().max() > 0:
        return False
    # Simpson's rule over the slope, from 0 to the error, is exact away from the two corners.
    above = candidate(target + grid + step, target, delta)
    below = candidate(target + grid - step, target, delta)
    slope = (above - below) / (2 * step)
    smooth = (grid.abs() - delta).abs() > 2 * step
    close = (slope - grid.clamp(-delta, delta)).abs() < 1e-7 * delta
    second = grid.clamp(-delta, delta).abs() * (grid.abs() - grid.abs().clamp(max=delta) / 2)
    level = torch.isclose(here, second, rtol=1e-10, atol=1e-12)
    single = candidate(target.float() + 1, target.float(), delta)
    return bool(close[smooth].all() and level.all() and single.dtype == torch.float32)
