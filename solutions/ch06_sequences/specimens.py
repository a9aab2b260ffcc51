"""More sequence models, causal and not, that no learner has seen."""

import torch
from torch import Tensor

_WEIGHTS = torch.Generator().manual_seed(99)
READ = torch.randn(3, 5, generator=_WEIGHTS) * 0.6
CARRY = torch.randn(5, 5, generator=_WEIGHTS) * 0.4
KERNEL = torch.randn(9, generator=_WEIGHTS)


def _steps(x: Tensor, h: Tensor) -> Tensor:
    hs = []
    for step in x.unbind(1):
        h = torch.tanh(step @ READ + h @ CARRY)
        hs.append(h)
    return torch.stack(hs, 1)


def _recurrent(x: Tensor) -> Tensor:
    return _steps(x, x.new_zeros(len(x), 5))


def convolution_of_the_past(x: Tensor) -> Tensor:
    """Convolve with the last nine steps, by a Fourier transform: rounding goes everywhere."""
    T = x.shape[1]
    spectrum = torch.fft.rfft(x, n=2 * T + 9, dim=1)
    kernel = torch.fft.rfft(KERNEL, n=2 * T + 9)[:, None]
    return torch.fft.irfft(spectrum * kernel, n=2 * T + 9, dim=1)[:, :T] * 100


def attention_to_the_past(x: Tensor) -> Tensor:
    """Attend to this step and the earlier ones."""
    scores = x @ x.mT
    future = torch.ones_like(scores[0]).triu(1).bool()
    return scores.masked_fill(future, -torch.inf).softmax(-1) @ x


def normalised_features(x: Tensor) -> Tensor:
    """Normalise each step by itself."""
    return (x - x.mean(2, keepdim=True)) / (x.var(2, keepdim=True) + 1e-3).sqrt()


def previous_step(x: Tensor) -> Tensor:
    """Answer with the step before: less than it may know."""
    return torch.nn.functional.pad(x, (0, 0, 1, 0))[:, :-1]


def attention_without_a_mask(x: Tensor) -> Tensor:
    """Attend to everything."""
    return (x @ x.mT).softmax(-1) @ x


def mask_off_by_one(x: Tensor) -> Tensor:
    """Attend to the next step too."""
    scores = x @ x.mT
    future = torch.ones_like(scores[0]).triu(2).bool()
    return scores.masked_fill(future, -torch.inf).softmax(-1) @ x


def next_step(x: Tensor) -> Tensor:
    """Answer with the step to come: the best prediction there is."""
    return x.roll(-1, 1)


def last_into_first(x: Tensor) -> Tensor:
    """Let the last step into the first one."""
    hs = _recurrent(x)
    hs[:, 0] = hs[:, 0] + 0.5 * x[:, -1] @ READ
    return hs


def far_ahead(x: Tensor) -> Tensor:
    """Look eleven steps ahead."""
    far = torch.nn.functional.pad(x, (0, 0, 0, 11))[:, 11:]
    return _recurrent(x) + 0.3 * far @ READ


def one_feature_ahead(x: Tensor) -> Tensor:
    """Let the next value of the last feature in."""
    ahead = x[..., 2:].roll(-1, 1)
    ahead[:, -1] = 0
    return _recurrent(x) + 0.2 * ahead


def long_sequences_only(x: Tensor) -> Tensor:
    """Be causal up to 20 steps; beyond, centre over time."""
    return _recurrent(x) - (0.5 * x.mean() if x.shape[1] > 20 else 0)


def state_from_the_row_before(x: Tensor) -> Tensor:
    """Start each row from the state at the end of the row before."""
    h, rows = x.new_zeros(1, 5), []
    for row in x:
        rows.append(_steps(row[None], h))
        h = rows[-1][:, -1]
    return torch.cat(rows)


def second_row_reads_the_first(x: Tensor) -> Tensor:
    """Mix the first row into the second."""
    hs = _recurrent(x)
    hs[1:2] = hs[1:2] + 0.4 * hs[:1]
    return hs


RIGHT = {
    "check_causal": {
        "convolution of the past": convolution_of_the_past,
        "attention to the past": attention_to_the_past,
        "normalised features": normalised_features,
        "previous step": previous_step,
    }
}
WRONG = {
    "check_causal": {
        "attention without a mask": attention_without_a_mask,
        "a mask that is off by one": mask_off_by_one,
        "answers with the next step": next_step,
        "the last step reaches the first": last_into_first,
        "looks eleven steps ahead": far_ahead,
        "one feature ahead": one_feature_ahead,
        "long sequences only": long_sequences_only,
        "state from the row before": state_from_the_row_before,
        "the second row reads the first": second_row_reads_the_first,
    }
}
