"""Everything through the predicted x0: the posterior mean as a mixture of x0 and x_t."""

import torch


def _f(table, t, x):
    return table[t].to(x.dtype).to(x.device)


def ddpm_step(schedule, x_t, t, eps_hat, noise, variance="posterior"):
    bar = _f(schedule.alpha_bar, t, schedule.betas)
    before = _f(schedule.alpha_bar_prev, t, schedule.betas)
    beta = _f(schedule.betas, t, schedule.betas)
    x0 = (x_t - (1 - bar).sqrt().to(x_t) * eps_hat) / bar.sqrt().to(x_t)
    of_x0 = before.sqrt() * beta / (1 - bar)
    of_xt = (1 - beta).sqrt() * (1 - before) / (1 - bar)
    mean = of_x0.to(x_t) * x0 + of_xt.to(x_t) * x_t
    squared = {"posterior": beta * (1 - before) / (1 - bar), "beta": beta}[variance]
    return mean + (t > 0) * squared.sqrt().to(x_t) * noise


def ddim_step(schedule, x_t, t, t_prev, eps_hat, eta, noise):
    now = schedule.alpha_bar[t]
    then = torch.ones_like(now) if t_prev == -1 else schedule.alpha_bar[t_prev]
    sigma = eta * ((1 - then) / (1 - now)).sqrt() * (1 - now / then).sqrt()
    scale = (then / now).sqrt()
    of_eps = (1 - then - sigma**2).clamp(min=0).sqrt() - scale * (1 - now).sqrt()
    return scale.to(x_t) * x_t + of_eps.to(x_t) * eps_hat + sigma.to(x_t) * noise


def cfg(eps_u, eps_c, w):
    return (1 - w) * eps_u + w * eps_c


@torch.no_grad()
def sample(schedule, model, x_T, noises):
    x, t = x_T, len(schedule.betas) - 1
    while t >= 0:
        eps_hat = model(x, x.new_zeros(len(x), dtype=torch.int64) + t)
        x = ddpm_step(schedule, x, t, eps_hat, noises[t])
        t -= 1
    return x


@torch.no_grad()
def ddim_sample(schedule, model, x_T, times):
    x, left = x_T, [*times, -1]
    while len(left) > 1:
        t = left.pop(0)
        eps_hat = model(x, torch.tensor([t] * len(x), device=x.device))
        x = ddim_step(schedule, x, t, left[0], eps_hat, 0, x * 0)
    return x
