"""Scenarios for teacher forcing and scheduled sampling."""

from workbook.exercise import scenario

EX = "teacher_forcing"


def tokens(draw, B=5, T=7):
    """Draw a target and what a model predicted, no token in both, and a <bos> in neither."""
    return (
        draw.integers(B, T, low=10, high=50),
        draw.integers(B, T, low=50, high=90),
        draw.integer(100, 200),
    )


@scenario(EX, weight=3, cases={"a batch": dict(B=5, T=7), "one token": dict(B=3, T=1)})
def test_teacher_forcing_inputs(m, draw, B, T):
    target, _, bos = tokens(draw, B, T)
    return m.decoder_inputs(target, bos)


@scenario(EX, weight=4, cases={str(p): dict(p=p) for p in (0.0, 0.35, 0.8, 1.0)})
def test_teacher_forcing_scheduled(m, draw, p):
    target, predicted, bos = tokens(draw)
    return m.scheduled_inputs(target, predicted, p, draw.uniform(5, 7), bos)


@scenario(EX, weight=1)
def test_teacher_forcing_edge_of_the_coin(m, draw):
    target, predicted, bos = tokens(draw)
    u = draw.integers(5, 7, high=4) / 4
    return m.scheduled_inputs(target, predicted, 0.5, u, bos)


@scenario(EX, weight=1, aspect="robust")
def test_teacher_forcing_views(m, draw):
    target, predicted = draw.integers(7, 5, high=90).T, draw.integers(5, 14, high=90)[:, ::2]
    u, bos = draw.uniform(7, 5).T, draw.integer(100, 200)
    inputs = m.decoder_inputs(target, bos), m.scheduled_inputs(target, predicted, 0.5, u, bos)
    return inputs, target, predicted


@scenario(EX, weight=1, aspect="efficient", max_ops=60)
def test_teacher_forcing_no_loop(m, draw):
    target, predicted, bos = tokens(draw, 61, 31)
    u = draw.uniform(61, 31)
    return m.decoder_inputs(target, bos), m.scheduled_inputs(target, predicted, 0.5, u, bos)
