"""Scenarios of T5."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, raises, unguarded

EX = "t5"
SENTINELS = range(199, 180, -1)
EOS = 1
D, HEADS, D_KV = 12, 3, 5


class ParametersOf:
    """A module without its buffers, which are up to the learner."""

    def __init__(self, module):
        self.named_parameters = module.named_parameters

    def named_buffers(self):
        """Return none."""
        return iter(())


class Output(torch.nn.Module):
    """The output of a layer without its bias, so that gradients come from there alone."""

    def __init__(self, layer, **options):
        super().__init__()
        self.layer, self.options = layer, options

    def forward(self, x):
        """Attend."""
        return self.layer(x, **self.options)[0]


def layer_of(m, draw, dtype=None, scale=0.5, **options):
    """A layer with drawn parameters."""
    layer = m.T5Attention(D, HEADS, D_KV, **options).to(draw.device, dtype or draw.dtype)
    fill(ParametersOf(layer), draw, scale)
    return layer


SPANS = {
    "usual": dict(n=53, density=0.15, mean_len=3.0),
    "dense": dict(n=29, density=0.6, mean_len=2.0),
    "short": dict(n=2, density=0.15, mean_len=3.0),
    "nearly all": dict(n=11, density=0.95, mean_len=3.0),
    "single tokens": dict(n=23, density=0.5, mean_len=1.0),
}


@scenario(EX, weight=1.5, float64=False, cases=SPANS)
def test_t5_span_mask(m, draw, n, density, mean_len):
    u = (draw.permutation(n - 2) + 0.5) / max(n - 2, 1)
    return m.span_mask(n, density, mean_len, u)


def text(draw, *noise):
    """Ids and a given noise mask."""
    mask = torch.tensor(noise, device=draw.device) == 1
    return draw.integers(len(noise), low=5, high=90), mask


def corrupted(m, ids, noise, sentinels=SENTINELS):
    sentinels = torch.tensor([*sentinels], device=ids.device)
    result = m.span_corrupt(ids, noise, sentinels, EOS)
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "span_corrupt should return 2 results: inputs and targets"
        raise TypeError(message)
    return dict(zip(("inputs", "targets"), result, strict=True))


NOISE = {
    "three spans": dict(noise=(0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0)),
    "at both ends": dict(noise=(1, 0, 0, 1, 1, 0, 1)),
    "one gap": dict(noise=(0, 1, 0, 1, 0, 1, 0)),
}


@scenario(EX, weight=2, float64=False, cases=NOISE)
def test_t5_span_corrupt(m, draw, noise):
    return corrupted(m, *text(draw, *noise))


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_t5_span_corrupt_edges(m, draw):
    ids, noise = text(draw, 0, 1, 0, 1, 1)
    return (
        corrupted(m, ids, torch.zeros_like(noise)),
        corrupted(m, ids, torch.ones_like(noise)),
        corrupted(m, ids, noise, SENTINELS[:3]),
        raises(lambda: corrupted(m, ids, noise, SENTINELS[:2])),
    )


BUCKETS = {
    "both sides": {},
    "one side": dict(bidirectional=False),
    "few": dict(buckets=8, max_distance=20),
    "few, one side": dict(bidirectional=False, buckets=10, max_distance=50),
}


@scenario(EX, weight=2, float64=False, cases=BUCKETS)
def test_t5_buckets(m, draw, **options):
    rel = torch.arange(-300, 301, device=draw.device)
    return m.relative_bucket(rel, **options), m.relative_bucket(rel[::50].reshape(1, 13), **options)


SIDES = {"encoder": {}, "decoder": dict(bidirectional=False)}


@scenario(EX, weight=2, cases=SIDES)
def test_t5_attention(m, draw, **options):
    x = draw.normal(2, 11, D)
    layer = layer_of(m, draw, buckets=8, max_distance=10, **options)
    return dict(zip(("output", "bias"), layer(x), strict=True))


@scenario(EX, weight=1)
def test_t5_shared_bias(m, draw):
    x, given = draw.normal(2, 7, D), draw.normal(HEADS, 7, 7)
    first, second = (layer_of(m, draw, has_bias=some) for some in (True, False))
    y, bias = first(x)
    return {
        "the second layer": second(y, bias=bias),
        "a bias that is given": first(x, bias=given),
        "no table and no bias": raises(lambda: second(x)),
    }


@scenario(EX, weight=1.5, aspect="gradients", cases=SIDES)
def test_t5_gradients(m, draw, **options):
    x = draw.normal(2, 7, D, dtype=torch.float64)
    layer = layer_of(m, draw, torch.float64, **options)
    return module_value_and_grads(Output(layer), x)


@scenario(EX, weight=1, aspect="robust")
def test_t5_masked(m, draw):
    x, other = draw.normal(2, 7, D), draw.normal(2, 3, D)
    mask = torch.arange(7, device=x.device) < torch.tensor([[4], [4]], device=x.device)
    layer = layer_of(m, draw)
    exchanged = torch.cat([x[:, :4], other], 1)
    return [layer(some, mask=mask)[0][:, :4] for some in (x, exchanged)], layer(x[:, :4])[0]


@scenario(EX, weight=0.5, aspect="robust")
def test_t5_small_numbers(m, draw):
    x, shifted = draw.normal(2, 5, D, scale=1e-3), draw.normal(2, 5, D, shift=3.0)
    layer = layer_of(m, draw)
    return layer(x)[0] - x, layer(shifted)[0]


@scenario(EX, weight=0.5, aspect="efficient", max_ops=300)
def test_t5_vectorised(m, draw):
    n = 101
    u, x = (draw.permutation(n - 2) + 0.5) / n, draw.normal(13, 17, D)
    ids = draw.integers(n, low=5, high=90)
    with unguarded():
        layer = layer_of(m, draw)
    noise = m.span_mask(n, 0.3, 2.0, u)
    corrupt = corrupted(m, ids, noise, range(199, 150, -1))
    return noise, corrupt, layer(x)[0]
