"""Scenarios of vectors."""

from workbook.exercise import scenario
from workbook.probes import raises, value_and_grads


@scenario(
    "centre", weight=2, cases={"tall": dict(rows=7, columns=3), "wide": dict(rows=2, columns=5)}
)
def test_centre_values(m, draw, rows, columns):
    return m.centre(draw.normal(rows, columns, shift=1.5))


@scenario("centre", aspect="gradients")
def test_centre_gradients(m, draw):
    return value_and_grads(m.centre, draw.normal(3, 5))


@scenario("centre", aspect="robust", float64=False)
def test_centre_wrong_rank(m, draw):
    x = draw.normal(5)
    return raises(lambda: m.centre(x))


@scenario("centre", aspect="efficient", max_ops=20, max_elements=2_000)
def test_centre_whole_tensors(m, draw):
    return m.centre(draw.normal(101, 11))


@scenario("norm_rows", weight=3)
def test_norm_rows_values(m, draw):
    return m.norm_rows(draw.normal(3, 7, shift=0.5))


@scenario("norm_rows", aspect="gradients")
def test_norm_rows_gradients(m, draw):
    return value_and_grads(m.norm_rows, draw.normal(2, 5))
