"""A learner's own check meets right and wrong implementations, in secret order."""

from __future__ import annotations

import pytest
import torch

from workbook.draw import Draw
from workbook.errors import CourseError
from workbook.specimens import judge, shuffled


@pytest.fixture
def specimens(course):
    """Show the specimens under a seed."""
    given = shuffled(course.graders, "check_double")

    def show(wrong, seed=0):
        return given(Draw(seed, "given"), wrong=wrong)

    return show


def test_all_right_ones_are_shown_with_one_wrong_one(specimens):
    shown, kept = specimens("squares")

    assert sorted(kept["truths"]) == [False, True, True, True]
    verdicts = [torch.equal(one(torch.tensor([3.0])), torch.tensor([6.0])) for one in shown]
    assert verdicts == kept["truths"]


def test_a_secret_wrong_one_can_be_named(specimens):
    shown, kept = specimens("rounds")

    wrong = shown[kept["truths"].index(False)]
    assert wrong(torch.tensor([0.3])).item() == 1


def test_the_order_depends_on_the_seed(specimens):
    orders = {tuple(specimens("squares", seed)[1]["truths"]) for seed in range(20)}

    assert len(orders) == 4


def test_the_order_is_the_same_under_one_seed(specimens):
    assert specimens("squares", 3)[1] == specimens("squares", 3)[1]


def test_an_unknown_one_is_an_error_of_the_course(specimens):
    with pytest.raises(CourseError, match="'check_double' has no wrong specimen called 'cubes'"):
        specimens("cubes")


KEPT = {"truths": [True, False, True], "wrong": "squares"}
NOT_VERDICTS = "the check must return True or False for each candidate"


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ([True, False, True], None),
        ([True, True, True], "your check accepts an implementation with this mistake: squares"),
        ([False, False, False], "your check rejects an implementation that is right"),
        ([False, False, True], "your check rejects an implementation that is right"),
        ([True, False], NOT_VERDICTS),
        ([1, 0, 1], NOT_VERDICTS),
        ([None, None, None], NOT_VERDICTS),
        (torch.tensor([True, False, True]), NOT_VERDICTS),
        (None, NOT_VERDICTS),
    ],
    ids=str,
)
def test_only_right_verdicts_on_all_pass(verdicts, told):
    failed = judge(verdicts, KEPT)

    assert (failed and failed.message) == told


SPYING = {
    "its name": "return candidate.__name__ == 'product'",
    "its globals": "return bool(candidate.__globals__)",
    "its code": "return candidate.__code__ is not None",
    "its repr": "return 'lambda' in repr(candidate)",
}


@pytest.mark.parametrize("level", ["process", "none"])
@pytest.mark.parametrize("body", SPYING.values(), ids=SPYING)
def test_a_candidate_is_opaque(solved, body, level):
    solved.answer("checking", "return torch.equal(candidate(x), x + x)", body)

    assert solved.result("check_double", isolation=level).earned == 0


@pytest.mark.parametrize("level", ["process", "none"])
def test_an_exception_of_a_candidate_reaches_the_check(solved, level):
    solved.edit("graders/ch01_mini/specimens.py", "lambda x: x * x", "lambda x: x.reshape(-1, 99)")
    solved.answer(
        "checking",
        "return torch.equal(candidate(x), x + x)",
        "try:\n        return torch.equal(candidate(x), x + x)\n"
        "    except RuntimeError:\n        return False",
    )

    assert solved.result("check_double", isolation=level).status == "passed"


def test_a_candidate_gives_no_gradients(solved):
    solved.answer(
        "checking",
        "return torch.equal(candidate(x), x + x)",
        "return not candidate(x.requires_grad_()).requires_grad and "
        "torch.equal(candidate(x.detach()), 2 * x.detach())",
    )

    assert solved.result("check_double", isolation="process").status == "passed"


def test_a_candidate_may_be_called_many_times_with_keywords(solved):
    solved.answer(
        "checking",
        "return torch.equal(candidate(x), x + x)",
        "return all(torch.equal(candidate(x=x + i), 2 * (x + i)) for i in range(50))",
    )

    assert solved.result("check_double", isolation="process").status == "passed"
