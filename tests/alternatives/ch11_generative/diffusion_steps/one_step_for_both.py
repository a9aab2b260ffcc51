"""One general step for both samplers: a DDPM step is a DDIM step with eta 1."""

import math

import torch


def cfg(eps_u, eps_c, w):
    return torch.lerp(eps_u, eps_c, w)


def _jump(x_t, now, then, eps_hat, sigma, noise):
    clean = x_t / math.sqrt(now) - math.sqrt(1 / now - 1) * eps_hat
    along = max(1 - then - sigma * sigma, 0.0)
    return math.sqrt(then) * clean + math.sqrt(along) * eps_hat + sigma * noise


def _bars(schedule, t, t_prev):
    bars = [*schedule.alpha_bar.tolist(), 1.0]  # so that step −1 is the clean data
    return bars[t], bars[t_prev]


def ddim_step(schedule, x_t, t, t_prev, eps_hat, eta, noise):
    now, then = _bars(schedule, t, t_prev)
    sigma = eta * math.sqrt((1 - then) * (1 - now / then) / (1 - now))
    return _jump(x_t, now, then, eps_hat, sigma, noise)


def ddpm_step(schedule, x_t, t, eps_hat, noise, variance="posterior"):
    mean = x_t - eps_hat * float(schedule.betas[t] * torch.rsqrt(1 - schedule.alpha_bar[t]))
    mean = mean * float(torch.rsqrt(schedule.alphas[t]))
    if variance == "beta":
        return mean + (float(schedule.betas[t].sqrt()) * noise if t else 0)
    return ddim_step(schedule, x_t, t, t - 1, eps_hat, 1.0, noise) if t else mean


def _walk(schedule, model, x, times, eta, noises):
    with torch.inference_mode():
        for t, t_prev in times:
            steps = torch.full((x.shape[0],), t, dtype=torch.long, device=x.device)
            noise = torch.zeros_like(x) if noises is None else noises[t]
            x = ddim_step(schedule, x, t, t_prev, model(x, steps), eta, noise)
    return x.clone()


def sample(schedule, model, x_T, noises):
    T = len(schedule.betas)
    return _walk(schedule, model, x_T, [(t, t - 1) for t in range(T - 1, -1, -1)], 1.0, noises)


def ddim_sample(schedule, model, x_T, times):
    pairs = zip(times, [*times[1:], -1], strict=True)
    return _walk(schedule, model, x_T, pairs, 0.0, None)
