"""No check of any chapter is satisfied by evidence that shows nothing.

A hostile worker writes its evidence itself, so a check meets what no answer could have returned:
an empty list where each seed should have an entry, no tensor, not a number.
"""

from __future__ import annotations

import math
import warnings
from pathlib import Path

import pytest
import torch

from workbook.catalog import chapters
from workbook.course import Course
from workbook.errors import WorkbookError
from workbook.exercise import Chapter
from workbook.given import Given
from workbook.outcome import Leaf, Outcome
from workbook.running import full_name

CHAPTERS = chapters(Path(__file__).parents[2])
HOLLOW = {
    "None": None,
    "True": True,
    "nothing": "",
    "no number": math.nan,
    "an empty list": [],
    "an empty dict": {},
    "two of nothing": [[], []],
    "two empty dicts": [{}, {}],
    "a list of an empty list": [[]],
    "a list of an empty dict": [{}],
    "two truths": [True, True],
    "an empty tensor": Leaf(torch.zeros(0)),
    "a tensor that is not a number": Leaf(torch.tensor(math.nan)),
}
SATISFIED = {  # by something hollow; to be mended in their checks, and then to go from here
    "ch02/kfold/partition[n = 12, k = 3]",
    "ch02/kfold/partition[n = 23, k = 5]",
    "ch02/kfold/partition_of_few[n = 5, k = 4]",
    "ch02/kfold/partition_of_few[n = 7, k = 7]",
    "ch02/kfold/stratified[n = 31, k = 4]",
    "ch02/kfold/stratified[n = 60, k = 5]",
    "ch02/init_schemes/in_place",
    "ch02/checkpoints/clear_error",
    "ch03/RMSprop/constant_gradient",
    "ch03/train_with/race[digits]",
    "ch03/train_with/race[rings]",
    "ch07/train_memory_model/repeatable",
    "ch09/Transformer/beginning",
    "ch11/mcmc/langevin_distribution",
    "ch11/score_matching_loss/exact_score[σ = 0.1]",
    "ch12/dogs_vs_cats/seeds",
    "ch12/submission/predict_again",
}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_no_check_is_satisfied_by_nothing(chapter):
    found = {name: kinds for name, kinds in satisfied(chapter).items() if name not in SATISFIED}

    assert found == {}


def satisfied(chapter: Chapter) -> dict[str, list[str]]:
    """Return the judged scenarios that pass with hollow evidence, and with which."""
    given = Given(chapter, 2**200, secret=True)
    found: dict[str, list[str]] = {}
    for scenario in Course(chapter).scenarios:
        for kind, evidence in HOLLOW.items() if scenario.judged else ():
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of torch, about tensors of nothing
                    verdict, _ = given.judge(scenario, Outcome("returned", evidence))
            except WorkbookError:  # what it needs is not installed here
                continue
            if verdict.passed:
                found.setdefault(full_name(chapter, scenario), []).append(kind)
    return found
