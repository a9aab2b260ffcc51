"""Scenarios of writing with a language model."""

import torch

from workbook.exercise import scenario

EX = "generate"
V = 17


class Toy(torch.nn.Module):
    """A model of four ids before the next, which notes how it is called."""

    def __init__(self, draw, max_len=7):
        super().__init__()
        self.max_len = max_len
        self.calls = []
        table = draw.normal(4, V, V, scale=1.5)
        self.table = torch.nn.Parameter(table.clone())

    def forward(self, ids):
        """Read a batch; every place sees its own id and three before it."""
        self.calls.append([ids.shape[1], self.training, torch.is_grad_enabled()])
        if ids.shape[1] > self.max_len:
            message = f"the model reads {self.max_len} ids at most, it was given {ids.shape[1]}"
            raise ValueError(message)
        steps = range(min(4, ids.shape[1]))
        parts = [self.table[k][ids.roll(k, 1)].masked_fill(self._early(ids, k), 0) for k in steps]
        return sum(parts) + ids.shape[1] / 8 * self.table[0, 0]

    def _early(self, ids, k):
        return (torch.arange(ids.shape[1], device=ids.device) < k)[None, :, None]


def write(m, draw, n=11, B=3, T0=2, **options):
    """Let the toy write; return the ids."""
    model, ids, u = Toy(draw), draw.integers(B, T0, high=V), draw.uniform(B, n)
    return m.generate(model, ids, n, u, **options)


@scenario(EX, weight=2, float64=False, cases={"short": dict(n=4), "beyond max_len": dict(n=13)})
def test_generate_samples(m, draw, n):
    return write(m, draw, n)


@scenario(
    EX,
    weight=2,
    float64=False,
    cases={"0.5": dict(temperature=0.5), "2": dict(temperature=2.0), "0": dict(temperature=0.0)},
)
def test_generate_temperature(m, draw, temperature):
    return write(m, draw, temperature=temperature)


@scenario(
    EX,
    weight=2,
    float64=False,
    cases={
        "3": dict(top_k=3, temperature=3.0),
        "1": dict(top_k=1),
        "more than there are": dict(top_k=V + 5),
    },
)
def test_generate_top_k(m, draw, **options):
    return write(m, draw, **options)


@scenario(EX, weight=1.5, float64=False)
def test_generate_end_of_text(m, draw):
    model, ids, u = Toy(draw), draw.integers(7, 2, high=V), draw.uniform(7, 17)
    ids[0, 1] = 5
    return m.generate(model, ids, 17, u, temperature=4.0, eos=5)


@scenario(
    EX, aspect="robust", float64=False, cases={"training": dict(t=True), "eval": dict(t=False)}
)
def test_generate_mode(m, draw, t):
    model, ids, u = Toy(draw).train(t), draw.integers(2, 3, high=V), draw.uniform(2, 6)
    with torch.enable_grad():
        written = m.generate(model, ids, 6, u)
    during = [[training, grad] for _, training, grad in model.calls]
    return {"during": during, "afterwards": model.training, "ids": written}


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_generate_nothing(m, draw):
    model, ids, u = Toy(draw).train(), draw.integers(2, 9, high=V), draw.uniform(2, 0)
    return m.generate(model, ids, 0, u), model.training


@scenario(EX, weight=1, float64=False)
def test_generate_context(m, draw):
    model, ids, u = Toy(draw, 5), draw.integers(2, 3, high=V), draw.uniform(2, 6)
    written = m.generate(model, ids, 6, u)
    return written, [length for length, _, _ in model.calls]


@scenario(EX, weight=0.5, aspect="efficient", float64=False, max_ops=1000)
def test_generate_whole_batches(m, draw):
    return write(m, draw, B=101, n=5, top_k=4, eos=3)
