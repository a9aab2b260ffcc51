"""The whole street over a chapter: a submission in, a report out."""

from __future__ import annotations

import itertools

import pytest
import torch

from workbook.errors import CourseError, UsageError
from workbook.grading import Grading, Options
from workbook.loading import read_submission
from workbook.report.json import to_json


def test_the_reference_earns_every_point(solved):
    report = solved.grade()

    assert (report.earned, report.possible) == (100, 100)
    assert {e.status for e in report.exercises} == {"passed"}


def test_the_untouched_stubs_earn_nothing_and_are_not_run(course):
    """The debug exercise too, though its stub would run."""
    report = course.grade()

    assert report.earned == 0
    assert {s.status for e in report.exercises for s in e.scenarios} == {"not_attempted"}


def test_a_comment_is_not_an_attempt(course):
    course.answer("vectors", "def centre(", "# I will do this tomorrow.\n\n\ndef centre(")

    assert course.result("centre").status == "not_attempted"


def test_a_todo_that_is_left_is_not_attempted_while_the_rest_is_graded(solved):
    solved.answer(
        "layers", "return x @ self.weight.T + self.bias", 'raise NotImplementedError("TODO: later")'
    )

    statuses = [s.status for s in solved.result("Affine").scenarios]

    assert statuses == ["not_attempted", "not_attempted", "passed"]


def test_another_error_of_that_kind_is_an_error(solved):
    solved.answer("vectors", "return x - means", 'raise NotImplementedError("soon")')

    assert solved.first("centre").status == "error"


def test_points_are_shared_by_weight_and_cases_share_a_scenario_s_weight(course):
    scenarios = course.result("centre").scenarios

    assert {s.id: s.possible for s in scenarios} == {
        "values[tall]": 4,
        "values[wide]": 4,
        "gradients": 4,
        "wrong_rank": 4,
        "whole_tensors": 4,
    }
    assert [s.possible for s in course.result("norm_rows").scenarios] == [15, 5]


def test_every_scenario_that_passes_earns_its_part(solved):
    solved.answer("vectors", "    if x.dim() != 2:\n", "    if x.dim() > 9:\n")

    result = solved.result("centre")

    assert (result.earned, result.status) == (16, "partial")


def test_a_detached_result_fails_the_gradients_only(solved):
    solved.answer("vectors", "return x - means", "return (x - means).detach()")

    result = solved.result("centre")

    assert [s.id for s in result.scenarios if not s.passed] == ["gradients"]
    assert result.dots == {
        "values": "all",
        "gradients": "none",
        "robust": "all",
        "efficient": "all",
    }


def test_a_loop_over_elements_is_over_budget(solved):
    loop = "return torch.stack([torch.stack([v - r.mean() for v in r]) for r in x])"
    solved.answer("vectors", "return x - means", loop)

    result = solved.result("centre")

    assert result.scenarios[-1].status == "over_budget"
    assert "made more than 20 torch calls" in result.scenarios[-1].message
    assert result.earned == 16


def test_a_tensor_too_large_is_over_budget(solved):
    solved.answer(
        "vectors", "return x - means", "return (x[None] - means[:, None])[0] + means[0] - means"
    )

    assert "made a tensor of 112,211 elements" in solved.result("centre").scenarios[-1].message


def test_a_loop_over_python_numbers_is_over_budget(solved):
    loop = (
        "rows = x.tolist()\n"
        "    for row in rows:\n"
        "        mean = 0.0\n"
        "        for v in row:\n"
        "            mean += v / len(row)\n"
        "        row[:] = [v - mean for v in row]\n"
        "    return torch.tensor(rows)"
    )
    solved.answer("vectors", "return x - means", loop)

    scenario = solved.result("centre").scenarios[-1]

    assert scenario.status == "over_budget"
    assert "lines of Python" in scenario.message


def test_a_forbidden_function_is_told_with_its_line(solved):
    solved.answer(
        "vectors",
        "    return x - means",
        "    return torch.nn.functional.layer_norm(x, x.shape[1:])",
    )

    first = solved.first("centre")

    assert first.status == "forbidden"
    assert first.message == (
        "the task is to build this yourself: `torch.nn.functional.layer_norm` was called "
        "at vectors.py:19"
    )


def test_a_forbidden_call_that_is_swallowed_still_counts(solved):
    sly = (
        "try:\n"
        "        torch.nn.functional.layer_norm(x, x.shape[1:])\n"
        "    except BaseException:\n"
        "        pass\n"
        "    return x - means"
    )
    solved.answer("vectors", "return x - means", sly)

    assert solved.first("centre").status == "forbidden"


def test_an_input_that_was_changed_is_told(solved):
    solved.answer("vectors", "return x - means", "return x.sub_(means)")

    assert (
        solved.first("centre").message == "your code changed its input 1 in place: work on a copy"
    )


def test_what_is_documented_to_change_may_change_and_must(solved):
    solved.answer("training", "p.sub_(", "p.sub(")

    message = solved.first("descend").message

    assert message.startswith("the p afterwards at [0, 0]: expected ")


def test_an_error_is_carried_forward_and_earns_its_points(solved):
    solved.answer("vectors", "return x - means", "return x + means")

    centre, norm_rows = solved.grade("centre", "norm_rows").exercises

    assert centre.earned < 20
    assert [s.carried_forward for s in norm_rows.scenarios] == [True, True]
    assert norm_rows.earned == 20


def test_an_exercise_that_was_left_out_is_carried_too(course):
    course.solve("vectors")
    stub = 'raise NotImplementedError("TODO: centre")'
    text = (course.answers / "vectors.py").read_text(encoding="utf-8")
    head, _, tail = text.partition("    ### BEGIN SOLUTION\n")
    course.write("vectors", f"{head}    {stub}\n{tail.partition('### END SOLUTION')[2]}")

    norm_rows = course.result("norm_rows")

    assert (norm_rows.status, norm_rows.earned) == ("passed", 20)
    assert all(s.carried_forward for s in norm_rows.scenarios)


def test_a_mistake_of_its_own_is_not_carried(solved):
    solved.answer("vectors", "return x - means", "return x + means")
    solved.answer("vectors", "return centred / lengths", "return centred * lengths")

    norm_rows = solved.result("norm_rows")

    assert norm_rows.earned == 0
    assert not any(s.carried_forward for s in norm_rows.scenarios)


def test_nothing_is_carried_where_the_other_exercise_is_right(solved):
    solved.answer("vectors", "return centred / lengths", "return centred * lengths")

    assert solved.result("norm_rows").earned == 0


def test_what_a_carried_run_put_out_is_not_shown(solved):
    solved.answer("vectors", "return x - means", "return x + means")
    solved.answer(
        "vectors", "centred = centre(x)", "centred = centre(x)\n    print('SECRET', centred)"
    )

    carried = solved.first("norm_rows", isolation="process")

    assert carried.carried_forward
    assert carried.printed.count("SECRET") == 1  # by the run without the reference
    assert carried.message == "at [0, 0]: expected" + carried.message.partition("expected")[2]


def test_a_check_exercise_earns_by_finding_each_planted_mistake(solved):
    solved.answer("checking", "[-1.25, 0.0, 3.0]", "[0.25, 0.75, 3.0]")

    results = {s.id: s.message for s in solved.result("check_double").scenarios}

    assert results == {
        "finds[squares]": "",
        "finds[absolute]": ("your check accepts an implementation with this mistake: absolute"),
        "finds[rounds]": "",
    }


@pytest.mark.parametrize("verdict", ["True", "False"])
def test_a_check_that_always_says_the_same_earns_nothing(solved, verdict):
    solved.answer("checking", "return torch.equal(candidate(x), x + x)", f"return {verdict}")

    assert solved.result("check_double").earned == 0


def test_a_fit_is_judged_on_points_it_has_not_seen(solved):
    solved.answer("training", "return line[0] * x + line[1]", "return line[0] * x.sign()")

    scenario = solved.first("line")

    assert scenario.status == "failed"
    assert scenario.message.startswith("the largest error is ")


def test_evidence_that_cannot_be_judged_is_told(solved):
    solved.answer("training", "return line[0] * x + line[1]", 'return "a line"')

    assert solved.first("line").message == (
        "returned the text 'a line', which cannot be judged (AttributeError): "
        "read again what the exercise asks to return"
    )


def test_what_the_code_printed_is_kept_where_it_failed(solved):
    solved.answer("vectors", "return x - means", "print('here', x.shape)\n    return means")

    assert solved.first("centre", isolation="process").printed == "here torch.Size([7, 3])\n"


def test_what_the_code_printed_is_dropped_where_it_passed(solved):
    solved.answer("vectors", "return x - means", "print('here')\n    return x - means")

    assert solved.first("centre", isolation="process").printed == ""


def test_a_result_says_where_to_look(course, monkeypatch):
    monkeypatch.chdir(course.root)
    course.answer("vectors", 'raise NotImplementedError("TODO: centre")', "return x")

    assert course.result("centre").where == "exercises/ch01_mini/vectors.py:7"
    assert course.result("norm_rows").where == "exercises/ch01_mini/vectors.py:19"


LEFTOVERS = {
    "a default dtype": "torch.set_default_dtype(torch.float64)",
    "gradients switched off": "torch.set_grad_enabled(False)",
    "a seed": "torch.manual_seed(123)",
    "a warning made an error": "import warnings; warnings.simplefilter('error')",
    "more threads": "torch.set_num_threads(2)",
    "no recursion": "import sys; sys.setrecursionlimit(400)",
}


@pytest.mark.parametrize("line", LEFTOVERS.values(), ids=LEFTOVERS)
def test_what_one_scenario_leaves_behind_does_not_reach_the_next(solved, line):
    solved.answer(
        "vectors", "return x - means", f"result = x - means\n    {line}\n    return result"
    )

    assert solved.result("centre").status == "passed"


def test_unseeded_randomness_does_not_depend_on_what_was_drawn_before(solved):
    noise = "return x - means + torch.rand(()) * (len(x) == 7)"
    solved.answer("vectors", "return x - means", noise)
    messages = []

    for seed in (1, 2):
        torch.manual_seed(seed)
        messages.append(solved.first("centre").message)

    assert messages[0] == messages[1] != ""


def test_the_same_seed_gives_the_same_bytes(solved):
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.mean()")

    texts = {to_json(solved.grade(isolation=level)) for level in ("process", "process")}

    assert len(texts) == 1


def test_another_seed_gives_other_numbers(solved):
    solved.answer("vectors", "return x - means", "return means + 0 * x")

    messages = {solved.first("centre", seed=seed).message for seed in range(3)}

    assert len(messages) == 3


@pytest.mark.parametrize("seed", range(5))
def test_the_reference_is_right_under_every_seed(solved, seed):
    assert solved.grade(seed=seed).earned == 100


def test_the_levels_agree(solved):
    break_a_little(solved)

    in_process = to_json(solved.grade(isolation="none")).replace('"none"', '"process"')

    assert in_process == to_json(solved.grade(isolation="process"))


def test_a_spawned_worker_agrees_with_a_forked_one(solved):
    break_a_little(solved)

    spawned = solved.grade("norm_rows", "line", isolation="process", method="spawn")

    assert to_json(spawned) == to_json(solved.grade("norm_rows", "line", isolation="process"))


def break_a_little(solved):
    """Make one mistake in each of several exercises."""
    solved.answer("vectors", "x.mean(1, keepdim=True)", "x.mean()")
    solved.answer("layers", "+ self.bias", "- self.bias")
    solved.answer("training", "line[0] * x + line[1]", "line[1] * x + line[0]")
    solved.answer("checking", "[-1.25, 0.0, 3.0]", "[0.25, 0.75, 3.0]")


@pytest.mark.parametrize("order", range(2))
def test_the_order_of_the_scenarios_changes_nothing(solved, order):
    break_a_little(solved)
    expected = to_json(solved.grade(isolation="process"))
    sources = read_submission(solved.answers, solved.chapter)
    options = Options(isolation="process")
    with Grading(solved.loaded, sources, solved.answers, options) as grading:
        scenarios = grading.course.scenarios
        order = torch.randperm(len(scenarios), generator=torch.Generator().manual_seed(order))

        for number in order:
            grading.see(scenarios[number])

        assert to_json(grading.report()) == expected


def test_an_exercise_alone_gets_the_verdict_that_it_gets_in_its_chapter(solved):
    break_a_little(solved)
    whole = solved.grade().exercises

    alone = [solved.result(result.exercise.id) for result in whole]

    assert [[*r.scenarios] for r in alone] == [[*r.scenarios] for r in whole]


def test_progress_is_told_once_for_each_scenario(solved):
    told = []
    sources = read_submission(solved.answers, solved.chapter)
    options = Options(isolation="none")

    with Grading(solved.loaded, sources, solved.answers, options, told.append) as grading:
        grading.report()
        grading.report()

    assert told == [scenario.id for scenario in solved.loaded.scenarios]


SHOWN = {
    "the name of a type": "return type('\\x1b[2J\\nevil', (), {})()",
    "a key": "return {'\\x1b[2J\\ud800': 1, **{str(n): n for n in range(999)}}",
    "an exception": "raise type('\\x1b[2J', (Exception,), {})('\\x1b[2J\\nevil')",
    "a text": "return '\\x1b[2J\\nevil' * 999",
}


@pytest.mark.parametrize("line", SHOWN.values(), ids=SHOWN)
def test_text_that_learner_code_made_is_one_short_line_without_control_characters(solved, line):
    solved.answer("vectors", "return x - means", line)

    message = solved.first("centre", isolation="process").message

    assert message
    assert message.isprintable()
    assert len(message) <= 500


def test_evidence_is_cleaned_as_well_where_a_check_quotes_it(solved):
    solved.edit(
        "graders/ch01_mini/test_training.py",
        "    errors = y - ",
        "    assert y\n    return Failed(y)\n    errors = y - ",
    )
    solved.edit(
        "graders/ch01_mini/test_training.py",
        "    if y.shape != ",
        "    if isinstance(y, str):\n        return Failed(y)\n    if y.shape != ",
    )
    solved.answer("training", "return line[0] * x + line[1]", "return '\\x1b[2J'")

    assert solved.first("line").message == "[2J"


BROKEN = {
    "a draw after a call": (
        "return m.centre(draw.normal(rows, columns, shift=1.5))",
        "m.centre(draw.normal(2, 3))\n    return draw.normal(3)",
        "the reference fails|needs name=",
    ),
    "a scenario of no exercise": (
        '@scenario("centre", aspect="gradients")\ndef test_centre_gradients',
        '@scenario("center", aspect="gradients")\ndef test_center_gradients',
        "names the exercise 'center', which is not in chapter.toml",
    ),
    "a name that does not fit": (
        "def test_centre_gradients",
        "def test_gradients",
        "test_gradients should be named test_centre_<what>",
    ),
    "a grader that does not load": (
        "from workbook.probes",
        "from workbook.probe",
        "fails to import",
    ),
}


@pytest.mark.parametrize("level", ["none", "process"])
@pytest.mark.parametrize(("old", "new", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_grader_is_an_error_of_the_course(solved, level, old, new, told):
    solved.edit("graders/ch01_mini/test_vectors.py", old, new)

    with pytest.raises(CourseError, match=told):
        solved.grade("centre", isolation=level)


def test_two_scenarios_of_one_name_are_an_error_of_the_course(solved):
    for module in ("vectors", "other"):
        text = (solved.graders / "test_vectors.py").read_text(encoding="utf-8")
        (solved.graders / f"test_{module}.py").write_text(text, encoding="utf-8")

    with pytest.raises(CourseError, match=r"two scenarios of 'centre' are called 'values\[tall\]'"):
        solved.grade("centre")


def test_an_exercise_without_a_scenario_is_an_error_of_the_course(solved):
    (solved.graders / "test_layers.py").unlink()

    with pytest.raises(CourseError, match="the exercise 'Affine' has no scenario"):
        solved.grade("centre")


def test_a_reference_that_fails_its_own_grader_is_an_error_of_the_course(solved):
    solved.edit("solutions/ch01_mini/vectors.py", "return x - means", "return 1 / 0")

    with pytest.raises(CourseError, match=r"the reference fails ch01/centre/values\[tall\]: Zero"):
        solved.grade("centre")


def test_a_given_that_fails_is_an_error_of_the_course(solved):
    solved.edit("graders/ch01_mini/test_training.py", "x, held_out = ", "1 / 0\n    x, held_out = ")

    with pytest.raises(CourseError, match="`ch01/line/held_out/given` fails: ZeroDivisionError"):
        solved.grade("line")


def test_a_copy_without_solutions_says_that_it_cannot_grade(solved):
    import shutil

    shutil.rmtree(solved.solutions)

    with pytest.raises(UsageError, match="is missing: this copy of the course cannot grade"):
        solved.grade("centre")


def test_a_misconception_that_matches_nothing_is_an_error_of_the_course(solved):
    solved.edit(
        "solutions/ch01_mini/vectors.py",
        "means = x.mean(1, keepdim=True)",
        "means = x.mean(1)[:, None]",
    )

    with pytest.raises(CourseError, match="its text stands 0 times in the exercise's source"):
        solved.grade("centre")


def test_every_pair_of_exercises_can_be_graded_together(course):
    ids = [exercise.id for exercise in course.chapter.exercises]

    for pair in itertools.combinations(ids, 2):
        assert [e.exercise.id for e in course.grade(*pair).exercises] == list(pair)
