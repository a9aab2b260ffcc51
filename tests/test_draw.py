"""Inputs: keyed, exact, revealing, and the same everywhere."""

from __future__ import annotations

import hashlib

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workbook.draw import Draw, unchanged
from workbook.errors import CourseError

SEEDS = st.integers(0, 2**31)
SHAPES = st.lists(st.integers(1, 7), max_size=3).map(tuple)


def everything(draw):
    """One of every kind of draw."""
    return {
        "normal": draw.normal(3, 5),
        "scaled": draw.normal(4, scale=2.0, shift=-1.0),
        "uniform": draw.uniform(7, low=-1.0, high=3.0),
        "positive": draw.positive(11),
        "distinct": draw.distinct(2, 3),
        "integers": draw.integers(13, high=1000),
        "mask": draw.mask(17),
        "permutation": draw.permutation(19),
        "integer": torch.tensor(draw.integer(0, 10**6)),
        "number": torch.tensor(draw.number(-1, 1)),
        "seed": torch.tensor(draw.seed("s")),
    }


def test_the_stream_is_the_one_that_was_recorded():
    """A change here changes every exercise: recorded outcomes and bars have to be made anew."""
    digest = hashlib.sha256()

    for name, tensor in everything(Draw(7, "ch00/exercise/scenario")).items():
        digest.update(name.encode() + tensor.numpy().tobytes())

    assert digest.hexdigest() == "f844c40995dd16d545fa06cef17008b31fa5d84cfab04fe12c1d331f7ed8c4e9"


def test_one_seed_gives_the_same_numbers_twice():
    first, second = (everything(Draw(3, "scope")) for _ in range(2))

    assert all(torch.equal(first[key], second[key]) for key in first)


@pytest.mark.parametrize("other", [Draw(4, "scope"), Draw(3, "another scope")])
def test_another_seed_or_scenario_gives_other_numbers(other):
    assert not torch.equal(Draw(3, "scope").normal(5), other.normal(5))


def test_the_global_state_of_torch_changes_nothing_and_is_not_changed():
    torch.manual_seed(1)
    first = Draw(3, "scope").normal(5)
    torch.manual_seed(2)
    state = torch.get_rng_state()

    second = Draw(3, "scope").normal(5)

    assert torch.equal(first, second)
    assert torch.equal(torch.get_rng_state(), state)


def test_a_named_draw_does_not_depend_on_what_was_drawn_before():
    early, late = Draw(3, "scope"), Draw(3, "scope")
    late.normal(2, 3)

    assert torch.equal(early.normal(5, name="weight"), late.normal(5, name="weight"))


def test_after_a_call_into_the_module_a_draw_needs_a_name():
    draw = Draw(0, "ch01/centre/values")
    draw.learner_was_called()

    draw.normal(3, name="later")
    with pytest.raises(CourseError, match="ch01/centre/values: a draw after a call"):
        draw.normal(3)


def test_two_draws_of_one_name_are_an_error():
    draw = Draw(0, "scope")
    draw.normal(3, name="x")

    with pytest.raises(CourseError, match="two draws are named 'x'"):
        draw.uniform(3, name="x")


@given(SEEDS, SHAPES)
def test_floats_are_multiples_of_1_256(seed, shape):
    draw = Draw(seed, "scope")

    for tensor in (draw.normal(*shape), draw.uniform(*shape), draw.positive(*shape)):
        assert tensor.shape == shape
        assert torch.equal(tensor * 256, (tensor * 256).round())


@given(SEEDS, SHAPES)
def test_a_float64_draw_has_the_numbers_of_the_float32_draw(seed, shape):
    single, double = Draw(seed, "scope"), Draw(seed, "scope", dtype=torch.float64)

    a, b = single.normal(*shape, scale=1 / 3), double.normal(*shape, scale=1 / 3)

    assert (a.dtype, b.dtype) == (torch.float32, torch.float64)
    assert torch.equal(a.double(), b)


@given(SEEDS, st.floats(-4, 4), st.floats(0.5, 4))
def test_uniform_stays_in_its_interval(seed, low, width):
    x = Draw(seed, "scope").uniform(50, low=low, high=low + width, dtype=torch.float64)

    assert x.min() >= low - 1e-6
    assert x.max() <= low + width


@given(SEEDS)
def test_positive_draws_are_never_the_identity_one(seed):
    x = Draw(seed, "scope").positive(3000)

    assert x.min() >= 0.5
    assert x.max() < 2
    assert not (x == 1).any()


@given(SEEDS, st.integers(1, 3000))
def test_distinct_draws_are_all_different_and_none_is_zero(seed, count):
    x = Draw(seed, "scope").distinct(count)

    assert len(x.unique()) == count
    assert (x != 0).all()


@given(SEEDS, st.integers(-5, 5), st.integers(1, 9))
def test_integers_stay_below_their_bound(seed, low, count):
    x = Draw(seed, "scope").integers(100, low=low, high=low + count)

    assert x.dtype == torch.int64
    assert x.min() >= low
    assert x.max() < low + count


@given(SEEDS, st.integers(1, 50))
def test_a_permutation_holds_every_number_once(seed, n):
    order = Draw(seed, "scope").permutation(n)

    assert order.sort().values.tolist() == list(range(n))


def test_normal_draws_have_the_mean_and_deviation_that_were_asked_for():
    x = Draw(0, "scope").normal(20_000, scale=2.0, shift=3.0)

    assert x.mean().item() == pytest.approx(3.0, abs=0.05)
    assert x.std().item() == pytest.approx(2.0, abs=0.05)


def test_a_mask_keeps_the_share_that_was_asked_for():
    mask = Draw(0, "scope").mask(10_000, keep=0.25)

    assert mask.dtype == torch.bool
    assert mask.float().mean().item() == pytest.approx(0.25, abs=0.02)


def test_a_generator_repeats_itself():
    numbers = [torch.rand(3, generator=Draw(0, "scope").generator("g")) for _ in range(2)]

    assert torch.equal(*numbers)


def test_a_draw_knows_whether_it_was_changed():
    draw = Draw(0, "scope")
    kept, changed = draw.normal(3), draw.normal(3)

    changed.add_(1)

    assert kept is draw.handed_out[0].tensor
    assert [unchanged(drawn) for drawn in draw.handed_out] == [True, False]
