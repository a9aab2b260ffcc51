"""Scenarios for sinusoidal positions."""

import torch

from workbook.exercise import Failed, scenario

EX = "positions"
TABLES = {
    "even": dict(T=7, d=6),
    "odd": dict(T=5, d=7),
    "another base": dict(T=11, d=4, base=37.0),
    "from 5 on": dict(T=3, d=8, offset=5),
    "one column": dict(T=3, d=1),
}


@scenario(EX, weight=3, cases=TABLES)
def test_positions_table(m, draw, **options):
    return m.sinusoidal(**options, device=draw.device)


@scenario(
    EX, weight=1.5, aspect="robust", cases={"30,000": dict(t=30_000), "2 million": dict(t=2**21)}
)
def test_positions_far_away(m, draw, t):
    return m.sinusoidal(3, 10, offset=t, device=draw.device)


@scenario(EX, aspect="robust", float64=False)
def test_positions_dtypes(m, draw):
    kinds = (torch.float64, torch.bfloat16, torch.float16)
    return [m.sinusoidal(301, 5, dtype=kind, device=draw.device)[::50] for kind in kinds]


@scenario(EX, weight=2, cases={"even": dict(d=6), "odd": dict(d=5)})
def test_positions_added(m, draw, d):
    x = draw.normal(3, 11, d)
    add, other = m.PositionalEncoding(d).to(draw.device), m.PositionalEncoding(d, base=10.0)
    return add(x), add(x[:, :4], offset=7), other.to(draw.device)(x)


@scenario(EX, weight=0.5, aspect="robust")
def test_positions_no_greatest_length(m, draw):
    x = draw.normal(1, 6007, 2)
    add = m.PositionalEncoding(2).to(draw.device)
    return add(x)[:, ::1000], add(x[:, :3], offset=70_000)


@scenario(EX, weight=1.5, aspect="robust", float64=False)
def test_positions_added_in_bfloat16(m, draw):
    x = draw.normal(2, 601, 4, scale=0.25, dtype=torch.bfloat16)
    add = m.PositionalEncoding(4).to(draw.device)
    return add(x)[:, 250:], add(x[:, :5], offset=1000)


@scenario(EX, weight=0.5, aspect="robust")
def test_positions_added_in_float64(m, draw):
    x = draw.normal(2, 7, 4, dtype=torch.float64).transpose(0, 1)
    return m.PositionalEncoding(4).to(draw.device)(x, offset=100)


@scenario(EX, aspect="gradients")
def test_positions_nothing_is_learned(m, draw):
    x = draw.normal(2, 3, 4).requires_grad_()
    add = m.PositionalEncoding(4).to(draw.device)
    out = add(x)
    return {
        "parameters": [list(p.shape) for p in add.parameters()],
        "state_dict": [*add.state_dict()],
        "output": out,
    }


def dropped(evidence, kept):
    """Judge dropout: of the sum, in training only, and divided by what is kept."""
    x, p = kept["x"], kept["p"]
    summed, first, other = evidence["evaluation"], evidence["training"], evidence["again"]
    if any(out.shape != x.shape for out in (summed, first, other)):
        return Failed(f"x of shape {tuple(x.shape)} should keep its shape")
    if summed.isnan().any() or not (summed != 0).all():
        return Failed("in evaluation mode nothing is dropped, yet some entries are 0 or NaN")
    if torch.equal(first, other):
        message = "in training mode dropout should drop other entries at every call"
        return Failed(message, misconception="no dropout")
    share = float((first == 0).double().mean())
    if abs(share - p) > 0.05:
        message = (
            f"dropout with p = {p} set {share:.2f} of the entries of x + positions to 0: it should "
            "act on the sum, and drop each entry with probability p"
        )
        return Failed(message, misconception="dropout before the sum")
    scaled = torch.where(first == 0, first, summed / (1 - p))
    if not torch.allclose(first, scaled, rtol=1e-4, atol=1e-5):
        return Failed("what dropout keeps of x + positions should be divided by 1 − p")
    return None


def batch(draw):
    """Draw a batch whose sum with any position is not 0."""
    x = draw.uniform(7, 43, 16, low=2.0, high=3.0)
    return {"x": x}, {"x": x, "p": 0.25}


@scenario(EX, given=batch, check=dropped, float64=False)
def test_positions_dropout(m, draw, shown):
    add = m.PositionalEncoding(16, dropout=0.25)
    training, again = add(shown["x"]), add(shown["x"])
    add.eval()
    return {"training": training, "again": again, "evaluation": add(shown["x"])}


@scenario(EX, weight=0.5, aspect="efficient", max_ops=80)
def test_positions_no_loops(m, draw):
    return m.sinusoidal(61, 31, device=draw.device)
