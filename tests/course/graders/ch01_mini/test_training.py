"""Scenarios of training."""

from workbook.exercise import Failed, scenario


@scenario(
    "descend",
    mutates=("p",),
    timeout=1.0,
    cases={"small": dict(rate=0.25), "large": dict(rate=2.0)},
)
def test_descend_values(m, draw, rate):
    return m.descend(draw.normal(5, 3, name="p"), draw.normal(5, 3), rate)


def given_line(draw):
    slope, shift = draw.number(1, 3), draw.number(1, 3)
    x, held_out = draw.distinct(17), draw.distinct(7)
    shown = {"x": x, "y": slope * x + shift, "held_out": lambda: held_out}
    return shown, {"y": slope * held_out + shift}


def check_line(evidence, kept):
    y = evidence
    if y.shape != kept["y"].shape:
        return Failed(f"one prediction for each point, not shape {tuple(y.shape)}")
    errors = y - kept["y"]
    if errors.abs().max() < 1e-3:
        return None
    parallel = errors.std() < 1e-3
    message = f"the largest error is {float(errors.abs().max()):.2f}"
    return Failed(message, misconception="no shift" if parallel else None)


@scenario("line", given=given_line, check=check_line)
def test_line_held_out(m, draw, shown):
    line = m.fit_line(shown["x"], shown["y"])
    return m.predict(line, shown["held_out"]())


@scenario("line")
def test_line_predict(m, draw):
    return m.predict(draw.normal(2), draw.normal(5))
