"""Scenarios of layers."""

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, parameter_count


@scenario("Affine")
def test_Affine_values(m, draw):  # noqa: N802 - the exercise is a class
    x = draw.normal(3, 5)
    return fill(m.Affine(5, 2), draw)(x)


@scenario("Affine", aspect="gradients")
def test_Affine_gradients(m, draw):  # noqa: N802
    x = draw.normal(3, 5)
    return module_value_and_grads(fill(m.Affine(5, 2), draw), x)


@scenario("Affine", float64=False)
def test_Affine_count(m, draw):  # noqa: N802
    return parameter_count(lambda: m.Affine(1000, 10))
