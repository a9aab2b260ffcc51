"""A known misconception is named where it explains everything that was seen."""

from __future__ import annotations

import pytest

WRONG = {
    "one mean for all": ("centre", "vectors", "x.mean(1, keepdim=True)", "x.mean()"),
    "means of columns": ("centre", "vectors", "x.mean(1, keepdim=True)", "x.mean(0)"),
    "not centred": ("norm_rows", "vectors", "centred = centre(x)", "centred = x"),
    "squared length": (
        "norm_rows",
        "vectors",
        "torch.sqrt(centred.pow(2).sum(1, keepdim=True))",
        "(centred * centred).sum(1)[:, None]",
    ),
    "no bias": ("Affine", "layers", " + self.bias", ""),
    "bias subtracted": ("Affine", "layers", "+ self.bias", "- self.bias"),
    "uphill": ("descend", "training", "p.sub_(gradient, alpha=rate)", "p.add_(rate * gradient)"),
    "a copy": ("descend", "training", "p.sub_(gradient, alpha=rate)", "p - rate * gradient"),
    "weights exchanged": (
        "running_mean",
        "mending",
        "decay * mean + (1 - decay) * value",
        "decay * value + (1 - decay) * mean",
    ),
    "no shift": ("line", "training", "y.mean() - slope * x.mean()", "-slope * x.mean()"),
    "slope and shift exchanged": (
        "line",
        "training",
        "line[0] * x + line[1]",
        "line[1] * x + line[0]",
    ),
}


@pytest.mark.parametrize(("name", "wrong"), WRONG.items(), ids=[*WRONG])
def test_a_learner_s_mistake_is_named_however_it_is_written(solved, name, wrong):
    exercise, module, old, new = wrong
    solved.answer(module, old, new)

    result = solved.result(exercise)

    assert result.status in {"failed", "partial"}
    assert {s.diagnosis for s in result.scenarios if not s.passed} == {name}


def test_the_misconception_s_own_sentence_is_said(solved):
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.mean()")

    assert solved.first("centre").says == "Each row has a mean of its own."


def test_a_misconception_opens_the_hints_at_its_rung(solved):
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.mean()")

    assert solved.result("centre").hint_from == 2


def test_a_variant_that_disagrees_in_a_passed_scenario_is_not_named(solved):
    """Half of the misconception: the other scenarios are right."""
    solved.answer(
        "vectors",
        "    means = x.mean(1",
        "    if len(x) == 7:\n        return x - x.mean()\n    means = x.mean(1",
    )

    result = solved.result("centre")

    assert [s.id for s in result.scenarios if not s.passed] == ["values[tall]"]
    assert "one mean for all" not in {s.diagnosis for s in result.scenarios}


def test_where_no_variant_fits_a_relation_is_tried(solved):
    solved.answer("vectors", "return x - means", "return means - x")

    assert solved.first("centre").diagnosis == "yours = −expected: the sign is wrong"


def test_a_mistake_that_looks_like_nothing_known_has_no_diagnosis(solved):
    solved.answer("vectors", "return x - means", "return (x - means).exp().cumsum(1)")

    assert solved.first("centre").diagnosis == ""


def test_a_crash_is_not_taken_for_a_misconception(solved):
    solved.answer("vectors", "return x - means", "raise RuntimeError")

    assert {s.diagnosis for s in solved.result("centre").scenarios} == {""}


def test_a_misconception_that_fails_is_named_only_by_a_failure_of_its_kind(solved):
    """`x.mean(0)` of a wide matrix fits; of none it raises: both are what the variant does."""
    solved.edit(
        "solutions/ch01_mini/misconceptions.toml",
        'with = "means = x.mean(0)"',
        'with = "means = x.nothing"',
    )
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.something_else")

    assert solved.first("centre").diagnosis == "means of columns"


def test_an_unnamed_misconception_is_never_named(solved):
    solved.answer("checking", "[-1.25, 0.0, 3.0]", "[0.25, 0.75, 3.0]")

    assert {s.diagnosis for s in solved.result("check_double").scenarios} == {""}


def test_a_right_answer_is_not_diagnosed(solved):
    assert {s.diagnosis for s in solved.result("centre").scenarios} == {""}


def test_a_debug_exercise_that_is_still_wrong_is_named(solved):
    solved.answer("mending", "mean / (1 - decay**step)", "1.0 * mean")

    assert solved.first("running_mean").diagnosis == "no correction"
