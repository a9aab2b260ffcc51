"""What graders do with a module, and what of it they return."""

from __future__ import annotations

import itertools

import pytest
import torch
from torch import nn

from workbook.draw import Draw, current, unchanged
from workbook.outcome import Raised
from workbook.probes import (
    fill,
    fill_in_order,
    layer_shapes,
    module_value_and_grads,
    number,
    parameter_count,
    parameter_shapes,
    raises,
    state,
    take,
    value_and_grads,
)


@pytest.fixture
def draw():
    """The draw of a running scenario."""
    made = Draw(0, "ch01/centre/values")
    token = current.set(made)
    yield made
    current.reset(token)


def cotangent(*shape):
    """The first cotangent that the scenario's draw gives."""
    return Draw(0, "ch01/centre/values").normal(*shape, name="cotangent 1.0")


def test_the_gradient_is_that_of_a_random_cotangent(draw):
    x = draw.normal(3, 5)

    seen = value_and_grads(lambda x: 2 * x, x)

    assert torch.equal(seen["value"], 2 * x)
    assert torch.equal(seen["gradients"]["input 1"], 2 * cotangent(3, 5))


def test_a_softmax_whose_backward_returns_zeros_shows(draw):
    """The gradient of a plain sum would be zero for the right one too."""
    seen = value_and_grads(lambda x: x.softmax(-1), draw.normal(3, 5))

    assert seen["gradients"]["input 1"].abs().max() > 0.05


def test_every_floating_output_has_a_cotangent_of_its_own(draw):
    seen = value_and_grads(lambda x: (x, [x]), draw.normal(4))

    assert not torch.equal(seen["gradients"]["input 1"], 2 * cotangent(4))


def test_gradients_carry_the_names_of_the_arguments(draw):
    def product(x, weight):
        return x * weight

    product.parameter_names = ("x", "weight")
    seen = value_and_grads(product, draw.normal(3), draw.normal(3))

    assert [*seen["gradients"]] == ["x", "weight"]


def test_only_the_inputs_that_were_asked_for_are_differentiated(draw):
    seen = value_and_grads(lambda x, y: x * y, draw.normal(3), draw.normal(3), wrt=[1])

    assert [*seen["gradients"]] == ["input 2"]


def test_an_integer_input_is_not_differentiated(draw):
    seen = value_and_grads(lambda x, i: x[i], draw.normal(5), draw.integers(3, high=5))

    assert [*seen["gradients"]] == ["input 1"]


def test_a_gradient_that_does_not_exist_is_none(draw):
    seen = value_and_grads(lambda x, _: x, draw.normal(3), draw.normal(3))

    assert seen["gradients"]["input 2"] is None


def test_an_output_without_a_graph_has_no_gradients(draw):
    seen = value_and_grads(lambda x: x.detach(), draw.normal(3))

    assert seen["gradients"] == {"input 1": None}


def test_the_draws_themselves_are_not_differentiated(draw):
    x = draw.normal(3)

    value_and_grads(lambda x: 2 * x, x)

    assert not x.requires_grad
    assert unchanged(draw.handed_out[0])


def test_a_module_gives_gradients_of_inputs_and_parameters(draw):
    seen = module_value_and_grads(nn.Linear(5, 2), draw.normal(3, 5))

    assert seen["value"].shape == (3, 2)
    assert seen["inputs"]["input 1"].shape == (3, 5)
    assert {k: tuple(v.shape) for k, v in seen["parameters"].items()} == {
        "weight": (2, 5),
        "bias": (2,),
    }


def test_fill_gives_a_parameter_of_one_name_the_same_values_wherever_it_stands():
    def build(*names):
        return nn.ParameterDict({name: nn.Parameter(torch.zeros(3)) for name in names})

    one = fill(build("a", "b"), Draw(0, "scope"))
    other = fill(build("c", "b"), Draw(0, "scope"))

    assert torch.equal(one["b"], other["b"])
    assert not torch.equal(one["a"], other["c"])


def test_fill_in_order_does_not_look_at_names():
    one = fill_in_order(nn.Sequential(nn.Linear(5, 2)), Draw(0, "scope"))
    other = fill_in_order(nn.Linear(5, 2), Draw(0, "scope"))

    assert torch.equal(one[0].weight, other.weight)


@pytest.mark.parametrize("how", [fill, fill_in_order])
def test_no_filled_parameter_stays_at_its_identity(how):
    module = how(nn.BatchNorm1d(50), Draw(0, "scope"))

    assert not (module.weight == 1).any()
    assert module.bias.abs().min() >= 0
    assert module.bias.abs().max() > 0
    assert module.running_var.min() > 0


def test_what_was_filled_is_written_down_to_be_compared():
    draw = Draw(0, "scope")

    fill(nn.Linear(5, 2), draw)

    assert draw.tables == [["name", [["weight", [2, 5]], ["bias", [2]]]]]


def test_parameter_shapes_are_listed_in_order():
    assert parameter_shapes(nn.Linear(5, 2)) == [[2, 5], [2]]


def test_parameters_are_counted_without_taking_memory():
    assert parameter_count(lambda: nn.Linear(10**6, 10**6)) == 10**12 + 10**6


def test_layers_are_listed_as_they_run():
    module = nn.Sequential(nn.Linear(5, 3), nn.Sequential(nn.ReLU()), nn.Flatten(0))

    assert layer_shapes(module, torch.zeros(2, 5)) == [
        ["Linear", [2, 3]],
        ["ReLU", [2, 3]],
        ["Flatten", [6]],
    ]


def test_layer_shapes_leaves_no_hooks_behind():
    module = nn.Linear(5, 3)

    layer_shapes(module, torch.zeros(2, 5))

    assert not module._forward_hooks


def test_a_state_is_a_copy():
    module = nn.Linear(5, 3)

    kept = state(module)
    nn.init.zeros_(module.weight)

    assert kept["weight"].any()
    assert not kept["weight"].requires_grad


def test_an_exception_becomes_its_class_and_its_bases():
    seen = raises(lambda: {}["x"])

    assert seen == Raised(("KeyError", "LookupError", "Exception", "BaseException"))


def test_no_exception_is_an_outcome_too():
    assert raises(lambda: 1) == "nothing was raised"


def test_raises_lets_a_todo_through():
    def stub():
        message = "TODO: stub"
        raise NotImplementedError(message)

    with pytest.raises(NotImplementedError, match="TODO: stub"):
        raises(stub)


def test_take_ends_an_endless_iterator():
    assert take(itertools.count(), 3) == [0, 1, 2]


@pytest.mark.parametrize(
    ("value", "seen"), [(2, 2), (torch.tensor(2.5), 2.5), (torch.tensor(2), 2)]
)
def test_number_takes_a_python_number_and_a_scalar_tensor_alike(value, seen):
    assert number(value) == seen
    assert type(number(value)) is type(seen)


def test_number_leaves_a_vector_of_one_alone():
    assert torch.is_tensor(number(torch.zeros(1)))
