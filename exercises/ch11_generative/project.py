"""Project: a diffusion model of two moons, from noise to points.

``draw_denoising`` and ``draw_digits`` are given. When your training works, run these for pictures
of noise turning into moons, and (in a minute or two) into handwritten digits::

    from workbook.data import digits
    from workbook.data.moons import moons

    points = moons(2000, seed=1)[0]
    draw_denoising(train_ddpm(points, seed=0, max_steps=4000)[0])
    images = digits("train", flat=True)[0]
    draw_digits(train_ddpm(images, seed=0, max_steps=8000, hidden=256)[0])
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from .diffusion import Schedule, cosine_betas, ddpm_step, sample
from .predictor import NoiseMLP


class DDPM(nn.Module):
    """A denoising diffusion model of points in any number of dimensions.

    **The network sees only normalised data**, ``(x − mean) / std``, because the last step must look
    like a standard normal distribution. ``mean`` is that of each coordinate over the data,
    ``(D,)``; ``std`` is *one* number for all coordinates: the root of the mean square of everything
    in ``data − mean``. Both are buffers of these names, in the default dtype.

    ``net`` is ``NoiseMLP(D, hidden)``; ``schedule`` is ``Schedule(cosine_betas(T))``.
    """

    def __init__(self, data: Tensor, T: int = 50, hidden: int = 64) -> None:
        """Measure the data (N, D), and make network and schedule."""
        super().__init__()
        raise NotImplementedError("TODO: DDPM.__init__")

    def loss(self, x: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """Compute the training loss on raw data x (B, D), at steps t (B,), with the given noise.

        Normalise, jump to step t with ``q_sample``, let the network predict the noise: the mean,
        over the batch *and* the coordinates, of the squared error of that prediction. 0-dim.
        """
        raise NotImplementedError("TODO: DDPM.loss")

    def sample(self, x_T: Tensor, noises: Tensor) -> Tensor:
        """Turn noise x_T (B, D) into samples in the units of the data.

        ``noises`` (T, B, D) is for your ``sample`` of the schedule: walk back, then undo the
        normalisation. Nothing is recorded for a backward pass.
        """
        raise NotImplementedError("TODO: DDPM.sample")


def train_ddpm(
    data: Tensor, seed: int, max_steps: int = 600, hidden: int = 64
) -> tuple[DDPM, list[float]]:
    """Train a diffusion model on points.

    1. ``torch.manual_seed(seed)``, then ``DDPM(data, hidden=hidden)``, with its 50 steps.
    2. ``max_steps`` updates: a random batch of rows; for **each** of them a random step t, uniform
       on 0 … T − 1, and fresh noise; the loss; an optimiser of your choice. Adam with 1.5e-2,
       falling linearly to 0 over the steps, and batches of 256 do well.
    3. Note the loss of every step.

    The same ``seed`` must give the same result. On two moons a run should take half a second.

    Args:
        data: points, ``(N, D)``, in any units.
        seed: of everything random.
        max_steps: the number of updates.
        hidden: the width of the network.

    Returns:
        The trained model, and the list of losses, one float a step.

    """
    raise NotImplementedError("TODO: train_ddpm")


def denoising(model: DDPM, n: int, seed: int = 0) -> list[Tensor]:
    """Return n samples on their way from noise to data, T + 1 times (n, D); given."""
    gen = torch.Generator().manual_seed(seed)
    T, D = len(model.schedule.betas), len(model.mean)
    x = torch.randn(n, D, generator=gen)
    states = [x]
    with torch.no_grad():
        for t in reversed(range(T)):
            eps_hat = model.net(x, torch.full((n,), t))
            x = ddpm_step(model.schedule, x, t, eps_hat, torch.randn(n, D, generator=gen))
            states.append(x)
    return [state * model.std + model.mean for state in states]


def draw_denoising(
    model: DDPM, path: str | Path = "figures/ch11_denoising.png", shown: int = 6
) -> Path:
    """Draw how a cloud of noise becomes points in the plane; given.

    Args:
        model: what ``train_ddpm`` returned for points (N, 2).
        path: where the picture goes; its folder is made if missing.
        shown: how many moments.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    states = denoising(model, 1500)
    figure = Figure(figsize=(2.2 * shown, 2.4), layout="constrained")
    moments = torch.linspace(0, len(states) - 1, shown).long().tolist()
    for axes, moment in zip(
        figure.subplots(1, shown, sharex=True, sharey=True), moments, strict=True
    ):
        axes.scatter(*states[moment].T, s=1)
        axes.set(title=f"{len(states) - 1 - moment} steps to go", aspect="equal")
    return _saved(figure, path)


def draw_digits(
    model: DDPM, path: str | Path = "figures/ch11_digits.png", shown: int = 8, n: int = 6
) -> Path:
    """Draw how noise becomes images of 8×8 pixels, one row for each; given.

    Args:
        model: what ``train_ddpm`` returned for flat images (N, 64).
        path: where the picture goes; its folder is made if missing.
        shown: how many moments.
        n: how many images.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    states = denoising(model, n)
    figure = Figure(figsize=(shown, n), layout="constrained")
    moments = torch.linspace(0, len(states) - 1, shown).long().tolist()
    for row, axes_of_row in enumerate(figure.subplots(n, shown)):
        for axes, moment in zip(axes_of_row, moments, strict=True):
            axes.imshow(states[moment][row].reshape(8, 8), cmap="gray_r", vmin=0, vmax=1)
            axes.set_axis_off()
    return _saved(figure, path)


def _saved(figure: object, path: str | Path) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
