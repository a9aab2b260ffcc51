"""Scenarios of mending."""

from workbook.exercise import scenario


@scenario("running_mean", cases={"short": dict(steps=3), "long": dict(steps=11)})
def test_running_mean_values(m, draw, steps):
    return m.running_mean(draw.normal(steps, shift=2.0), 0.75)
