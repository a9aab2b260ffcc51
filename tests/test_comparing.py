"""The first difference is told, in a fixed order and in words that are tested."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workbook.comparing import DISTINCT, Target, compare
from workbook.outcome import Leaf, Outcome, Raised, freeze

ONES = torch.ones(2, 3)
NAN, INF = math.nan, math.inf


def outcome(value, **facts):
    """The outcome of a run that returned this."""
    return Outcome("returned", freeze(value), **facts)


def told(expected, actual):
    """The sentence of a comparison."""
    return compare(Target(outcome(expected)), outcome(actual)).message


def with_one(value):
    """Ones, with another value at [1, 2]."""
    changed = ONES.clone()
    changed[1, 2] = value
    return changed


SENTENCES = {
    # kind and structure
    "None": (ONES, None, "expected a tensor of shape (2, 3), got None"),
    "a number": (ONES, 2.5, "expected a tensor of shape (2, 3), got the number 2.5"),
    "a tensor": (2.5, torch.tensor(1.0), "expected the number 2.5, got a tensor of shape ()"),
    "a sequence": (ONES, [1, 2], "expected a tensor of shape (2, 3), got a sequence of 2"),
    "an object": (ONES, {1}, "expected a tensor of shape (2, 3), got an object of type set"),
    "a dict": (ONES, {"a": 1}, "expected a tensor of shape (2, 3), got a dict with the keys a"),
    "an empty dict": (None, {}, "expected None, got an empty dict"),
    "another length": ((1, 2), (1, 2, 3), "expected 2 results, got 3"),
    "an inner None": ((1, None), (1, 2), "result 2: expected None, got the number 2"),
    "a key missing": (
        {"a": 1, "b": 2},
        {"a": 1},
        "`b` is missing: expected the keys a, b",
    ),
    "a key too many": ({"a": 1}, {"a": 1, "b": 2}, "`b` is one too many: expected the keys a"),
    "a deep place": ({"a": [1, "x"]}, {"a": [1, "y"]}, "a[1]: expected 'x', got 'y'"),
    "a text": ("left", "right", "expected 'left', got 'right'"),
    "a bool": (True, False, "expected True, got False"),
    "a number for a bool": (True, 1, "expected True, got the number 1"),
    # exceptions
    "no exception": (
        Raised(("ValueError", "Exception")),
        "nothing was raised",
        "expected ValueError to be raised, but nothing was",
    ),
    "another exception": (
        Raised(("ValueError", "Exception")),
        Raised(("TypeError", "Exception")),
        "expected ValueError to be raised, but it was TypeError",
    ),
    "a wider exception": (
        Raised(("ValueError", "Exception")),
        Raised(("Exception",)),
        "expected ValueError to be raised, but it was Exception",
    ),
    "an exception for nothing": (
        "nothing was raised",
        Raised(("KeyError", "Exception")),
        "raised KeyError, where nothing should be raised",
    ),
    # shape, dtype
    "shape": (ONES, torch.ones(3, 2), "expected shape (2, 3), got (3, 2)"),
    "rank": (ONES, ONES[None], "expected shape (2, 3), got (1, 2, 3)"),
    "shape at a place": ((1, ONES), (1, ONES[0]), "result 2: expected shape (2, 3), got (3,)"),
    "dtype": (ONES, ONES.double(), "expected dtype float32, got float64"),
    "dtype of a mask": (ONES > 0, ONES, "expected dtype bool, got float32"),
    # finite
    "NaN": (
        ONES,
        with_one(NAN),
        "at [1, 2]: expected 1, got nan (1 of 6 values differs)",
    ),
    "infinity": (ONES, ONES * INF, "at [0, 0]: expected 1, got inf (all 6 values differ)"),
    "a finite number for NaN": (
        with_one(NAN),
        ONES,
        "at [1, 2]: expected nan, got 1 (1 of 6 values differs)",
    ),
    "the other infinity": (
        with_one(INF),
        with_one(-INF),
        "at [1, 2]: expected inf, got -inf (1 of 6 values differs)",
    ),
    # values
    "one value": (ONES, with_one(3), "at [1, 2]: expected 1, got 3 (1 of 6 values differs)"),
    "all values": (ONES, 2 * ONES, "at [0, 0]: expected 1, got 2 (all 6 values differ)"),
    "a near value": (
        ONES,
        with_one(1.0001),
        "at [1, 2]: expected 1, got 1.0001 (1 of 6 values differs)",
    ),
    "a scalar": (torch.tensor(2.0), torch.tensor(3.0), "expected 2, got 3"),
    "a Python number": (2.0, 3, "expected 2, got 3"),
    "integers": (
        torch.tensor([1, 2]),
        torch.tensor([1, 3]),
        "at [1]: expected 2, got 3 (1 of 2 values differs)",
    ),
    "a mask": (
        torch.tensor([True, True]),
        torch.tensor([True, False]),
        "at [1]: expected True, got False (1 of 2 values differs)",
    ),
    "a gradient": (
        {"gradients": {"weight": ONES}},
        {"gradients": {"weight": -ONES}},
        "the gradient of weight at [0, 0]: expected 1, got -1 (all 6 values differ)",
    ),
    "a missing gradient": (
        {"gradients": {"weight": ONES}},
        {"gradients": {"weight": None}},
        "the gradient of weight: expected a tensor of shape (2, 3), got None",
    ),
}


@pytest.mark.parametrize(("expected", "actual", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_a_difference_is_told_in_one_sentence(expected, actual, sentence):
    assert told(expected, actual) == sentence


SAME = {
    "a list for a tuple": ((1, 2), [1, 2]),
    "an integer for a float": (2.0, 2),
    "a parameter": (ONES, torch.nn.Parameter(ONES.clone())),
    "a graph behind it": (ONES, (ONES.clone().requires_grad_() * 1)),
    "an array": (ONES, ONES.numpy()),
    "another layout in memory": (ONES, torch.ones(3, 2).T),
    "NaN where NaN stands": (with_one(NAN), with_one(NAN)),
    "infinity where it stands": (with_one(-INF), with_one(-INF)),
    "a subclass of the exception": (
        Raised(("LookupError", "Exception")),
        Raised(("KeyError", "LookupError", "Exception")),
    ),
    "rounding": (ONES, ONES * (1 + 1e-6)),
    "keys in another order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "nothing": (torch.zeros(0, 3), torch.zeros(0, 3)),
}


@pytest.mark.parametrize(("expected", "actual"), SAME.values(), ids=SAME)
def test_what_makes_no_difference_passes(expected, actual):
    verdict = compare(Target(outcome(expected)), outcome(actual))

    assert (verdict.status, verdict.message) == ("passed", "")


LATER = {  # each outcome has the fault of its line and of every line below
    "expected 2 results, got 1": [ONES.double()[0]],
    "result 2: expected None, got the number 3": [ONES.double()[0], 3],
    "result 1: expected shape (2, 3), got (3,)": [ONES.double()[0] * NAN, None],
    "result 1: expected dtype float32, got float64": [ONES.double() * NAN, None],
    "result 1 at [0, 0]: expected 1, got nan (all 6 values differ)": [ONES * NAN, None],
    "your code changed its x in place: work on a copy": [2 * ONES, None],
}


@pytest.mark.parametrize(("sentence", "actual"), LATER.items(), ids=[*LATER])
def test_the_first_difference_in_the_fixed_order_is_told(sentence, actual):
    verdict = compare(Target(outcome([ONES, None])), outcome(actual, changed=("x",)))

    assert verdict.message == sentence


def test_the_order_holds_across_results():
    """A shape that is wrong later is told before a value that is wrong earlier."""
    assert told((ONES, ONES), (2 * ONES, ONES[0])) == "result 2: expected shape (2, 3), got (3,)"


def test_a_device_is_told_with_its_remedy():
    verdict = compare(
        Target(Outcome("returned", Leaf(ONES, "cuda"))), Outcome("returned", Leaf(ONES, "cpu"))
    )

    assert verdict.message == (
        "expected a tensor on cuda, got one on cpu: make new tensors on the device of the inputs"
    )


def test_a_run_that_did_not_return_keeps_its_ending_and_sentence():
    verdict = compare(Target(outcome(1)), Outcome("timeout", message="still running"))

    assert (verdict.status, verdict.message) == ("timeout", "still running")


def test_an_input_that_the_reference_changes_too_may_change():
    target = Target(outcome(1, changed=("x",)))

    assert compare(target, outcome(1, changed=("x",))).passed


def test_the_after_state_of_a_draw_that_may_change_is_compared():
    before, after = {"p": Leaf(ONES)}, {"p": Leaf(2 * ONES)}

    verdict = compare(Target(outcome(1, after=after)), outcome(1, after=before))

    assert verdict.message == (
        "the p afterwards at [0, 0]: expected 2, got 1 (all 6 values differ)"
    )


def filled(how, *names):
    """An outcome after a probe filled parameters of these names and shapes."""
    return outcome(1, tables=[[how, [[name, shape] for name, shape in names]]])


TABLES = {
    "a name missing": (
        "name",
        [("weight", [2])],
        [("w", [2])],
        "the module should have a parameter or buffer `weight`; yours has w",
    ),
    "no parameters": (
        "name",
        [("weight", [2])],
        [],
        "the module should have a parameter or buffer `weight`; yours has no parameters at all",
    ),
    "a shape": (
        "name",
        [("weight", [2])],
        [("weight", [3])],
        "`weight` should have shape (2,), yours has (3,)",
    ),
    "a name too many": (
        "name",
        [("weight", [2])],
        [("weight", [2]), ("b", [1])],
        "the module has a parameter or buffer `b` that does not belong there",
    ),
    "a shape in order": (
        "order",
        [("1", [2])],
        [("1", [3])],
        "parameter 1 is (3,), the documented layout has (2,)",
    ),
    "a count": (
        "order",
        [("1", [2])],
        [("1", [2]), ("2", [2])],
        "the module has 2 parameters, the documented layout has 1",
    ),
}


@pytest.mark.parametrize(("how", "ours", "theirs", "sentence"), TABLES.values(), ids=TABLES)
def test_the_parameters_that_were_filled_are_compared(how, ours, theirs, sentence):
    assert compare(Target(filled(how, *ours)), filled(how, *theirs)).message == sentence


def test_the_tolerance_grows_with_the_size_of_the_reference():
    assert told(1e6 * ONES, 1e6 * ONES + 1) == ""
    assert told(1e-6 * ONES, 1e-6 * ONES + 1e-9) != ""


def test_zeros_are_never_near_enough_to_small_values():
    assert told(1e-12 * ONES, 0 * ONES) != ""


def test_a_reference_of_zeros_is_compared_with_the_size_of_the_whole_outcome():
    assert told((0 * ONES, ONES), (1e-6 * ONES, ONES)) == ""
    assert told((0 * ONES, ONES), (1e-3 * ONES, ONES)) != ""


def test_float64_is_compared_more_closely():
    assert told(ONES, ONES * (1 + 1e-6)) == ""
    assert told(ONES.double(), ONES.double() * (1 + 1e-6)) != ""


def test_the_reference_s_own_rounding_widens_the_tolerance():
    reference, exact = outcome(ONES), outcome(ONES.double() * (1 + 1e-3))

    assert not compare(Target(reference), outcome(ONES * (1 + 2e-3))).passed
    assert compare(Target(reference, exact), outcome(ONES * (1 + 2e-3))).passed


def test_a_scenario_may_set_its_own_floor():
    assert compare(Target(outcome(ONES), floor=0.1), outcome(1.05 * ONES)).passed
    assert not compare(Target(outcome(ONES), floor=0.1), outcome(1.2 * ONES)).passed


def test_the_distance_is_told_in_tolerances():
    near = compare(Target(outcome(ONES), floor=0.1), outcome(1.2 * ONES))
    far = compare(Target(outcome(ONES), floor=0.1), outcome(3 * ONES))

    assert near.distance == pytest.approx(2)
    assert near.distance < DISTINCT < far.distance


arrays = st.lists(
    st.floats(-1e6, 1e6, width=32) | st.sampled_from([NAN, INF, -INF]),
    min_size=1,
    max_size=8,
).map(torch.tensor)
values = st.recursive(
    arrays | st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@given(values)
def test_everything_equals_itself(value):
    assert compare(Target(outcome(value)), outcome(value)).passed


@given(values, values)
def test_any_two_values_are_compared_without_a_crash(one, other):
    verdict = compare(Target(outcome(one)), outcome(other))

    assert verdict.passed == (verdict.message == "")


@given(st.lists(st.floats(-100, 100, width=32), min_size=1, max_size=8), st.integers(0, 7))
def test_a_value_off_by_a_thousandth_of_the_size_fails(numbers, place):
    expected = torch.tensor([*numbers, 1.0])
    actual = expected.clone()
    actual[place % len(numbers)] += 1e-3 * expected.abs().max()

    assert not compare(Target(outcome(expected)), outcome(actual)).passed
