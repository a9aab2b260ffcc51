"""Stubs are generated from references and put back; a learner's text is never lost."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.authoring.reset import reset_exercise
from workbook.authoring.stubs import check_stubs, write_stubs
from workbook.catalog import find_exercise
from workbook.errors import CourseError, UsageError
from workbook.regions import BEGIN, END, regions, stub_text, with_answer

TODO = 'raise NotImplementedError("TODO: {}")'


def reset(course, exercise):
    """Put a stub back."""
    return reset_exercise(course.chapter, find_exercise(course.chapter, exercise))


def read(path):
    """The text of a file."""
    return path.read_text(encoding="utf-8")


# ── from reference to stub ─────────────────────────────────────────────────────────────────────


def test_every_answer_becomes_a_todo_of_its_name(course):
    stubs = course.loaded.stubs

    names = ["centre", "norm_rows", "Affine.__init__", "Affine.forward", "fit_line", "predict"]
    text = "".join(stubs.values())
    assert all(TODO.format(name) in text for name in names)


def test_a_stub_holds_no_marker_and_no_line_of_an_answer(course):
    for module, text in course.loaded.stubs.items():
        reference = read(course.solutions / f"{module}.py")
        answers = [region.answer(reference) for region in regions(reference)]
        lines = [line.strip() for answer in answers for line in answer.splitlines()]
        assert "SOLUTION" not in text
        if module != "mending":  # a debug exercise is public
            assert not any(len(line) > 12 and line in text for line in lines)


def test_a_debug_exercise_starts_from_its_mistake(course):
    text = course.loaded.stubs["mending"]

    assert "means.append(mean)" in text
    assert "mean / (1 - decay**step)" not in text
    assert "TODO" not in text


def test_signatures_and_docstrings_are_the_reference_s(course):
    def public(text):
        return [
            (node.name, ast.get_docstring(node), ast.unparse(getattr(node, "args", node.body[0])))
            for node in ast.parse(text).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]

    for module, stub in course.loaded.stubs.items():
        assert public(stub) == public(read(course.solutions / f"{module}.py"))


def test_answering_the_todos_of_a_stub_gives_the_reference_back(course):
    """Stub → solution → stub is a round trip."""
    reference = read(course.solutions / "vectors.py")
    stub = course.loaded.stubs["vectors"]

    for region in regions(reference):
        marked = f"    {BEGIN}\n{region.answer(reference)}    {END}\n"
        stub = stub.replace(f"    {TODO.format(region.within)}\n", marked)

    assert stub == reference


def test_a_helper_of_the_solution_vanishes_from_the_stub():
    text = f"import torch\n{BEGIN}\ndef helper():\n    return 1\n{END}\n\ndef f():\n    pass\n"

    assert stub_text(text) == "import torch\n\ndef f():\n    pass\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"def f():\n    {BEGIN}\n    return 1\n", "x.py:2: this solution region is never closed"),
        (f"def f():\n    return 1\n    {END}\n", "x.py:3: this solution marker has no partner"),
        (
            f"def f():\n    {BEGIN}\n    {BEGIN}\n    return 1\n    {END}\n",
            "x.py:3: this solution marker has no partner",
        ),
    ],
)
def test_a_marker_without_a_partner_is_an_error_of_the_course(text, told):
    with pytest.raises(CourseError, match=told):
        regions(text, "x.py")


bodies = st.lists(
    st.sampled_from(["x = 1", "y = x * 2", "if x:\n    y = 3", "# a remark", "return x"]),
    min_size=1,
    max_size=5,
)


@given(bodies, bodies)
def test_a_stub_does_not_depend_on_the_answer(one, other):
    def module(lines):
        body = "\n".join([*lines, "pass"]).replace("\n", "\n    ")
        return f"def f(x):\n    {BEGIN}\n    {body}\n    {END}\n\n\nz = 1\n"

    assert stub_text(module(one)) == stub_text(module(other))
    assert stub_text(
        with_answer(module(one), "\n".join([*other, "pass"]), None, ["f"])
    ) == stub_text(module(one))


# ── writing them ───────────────────────────────────────────────────────────────────────────────


def test_stubs_that_are_in_step_are_not_written_again(course):
    before = (course.answers / "vectors.py").stat().st_mtime_ns

    assert write_stubs(course.chapter) == []
    assert (course.answers / "vectors.py").stat().st_mtime_ns == before


def test_a_missing_stub_is_written(course):
    (course.answers / "vectors.py").unlink()

    assert write_stubs(course.chapter) == ["wrote exercises/ch01_mini/vectors.py"]
    assert read(course.answers / "vectors.py") == course.loaded.stubs["vectors"]


def test_an_untouched_stub_follows_the_reference(course):
    course.edit("solutions/ch01_mini/vectors.py", '"""Vectors."""', '"""Vectors, in rows."""')

    assert write_stubs(course.chapter) == ["wrote exercises/ch01_mini/vectors.py"]
    assert read(course.answers / "vectors.py").startswith('"""Vectors, in rows."""')


@pytest.mark.parametrize("mine", [b"# my own work\n", b"\xff\xfe not a text", b""])
def test_an_edited_file_is_never_overwritten(course, mine):
    (course.answers / "vectors.py").write_bytes(mine)

    told = write_stubs(course.chapter)

    assert (course.answers / "vectors.py").read_bytes() == mine
    assert read(course.answers / "vectors.py.new") == course.loaded.stubs["vectors"]
    assert told == [
        "exercises/ch01_mini/vectors.py was edited: the new stub is vectors.py.new, beside it"
    ]


def test_an_edited_file_is_not_overwritten_the_second_time_either(course):
    course.write("vectors", "# my own work\n")
    write_stubs(course.chapter)

    write_stubs(course.chapter)

    assert read(course.answers / "vectors.py") == "# my own work\n"


def test_a_learner_s_edit_does_not_make_the_stubs_stale(course):
    course.write("vectors", "# my own work\n")

    assert check_stubs(course.chapter) == []


def test_a_change_of_the_reference_makes_a_stub_stale(course):
    course.edit("solutions/ch01_mini/vectors.py", '"""Vectors."""', '"""Vectors, in rows."""')

    assert check_stubs(course.chapter) == [
        "exercises/ch01_mini/vectors.py is out of date: run `workbook stubs`"
    ]


def test_a_change_inside_an_answer_does_not(course):
    course.edit("solutions/ch01_mini/vectors.py", "return x - means", "return x.sub(means)")

    assert check_stubs(course.chapter) == []


# ── putting one back ───────────────────────────────────────────────────────────────────────────


def test_a_reset_puts_one_stub_back_and_keeps_the_others(solved):
    reset(solved, "centre")

    text = read(solved.answers / "vectors.py")
    assert TODO.format("centre") in text
    assert "return centred / lengths" in text


def test_a_reset_exercise_is_not_attempted_again(solved):
    reset(solved, "centre")

    centre, norm_rows = solved.grade("centre", "norm_rows").exercises
    assert centre.status == "not_attempted"
    assert norm_rows.status == "passed"  # carried forward


def test_a_reset_of_a_word_for_several_names_puts_them_all_back(solved):
    reset(solved, "line")

    text = read(solved.answers / "training.py")
    assert TODO.format("fit_line") in text
    assert TODO.format("predict") in text
    assert "p.sub_(" in text


def test_a_debug_exercise_is_broken_again(solved):
    reset(solved, "running_mean")

    assert solved.result("running_mean").status == "not_attempted"


MINE = {
    "other code": b"# mine\nX = 1\n",
    "a file that does not parse": b"def centre(x:\n    mine\n",
    "no such definition": b"def helper():\n    return 'mine'\n",
    "nothing": b"",
    "not UTF-8": b"# m\xfcine\ndef centre(x):\n    return x\n",
    "a null byte": b"x = 1\0\n",
    "lines that end otherwise": b"def centre(x):\r\n    return 'mine'\r\n",
    "deep nesting": b"x = " + b"-" * 20_000 + b"1\n",
}


@pytest.mark.parametrize("mine", MINE.values(), ids=MINE)
def test_a_reset_never_loses_the_learner_s_text(course, mine):
    (course.answers / "vectors.py").write_bytes(mine)

    path, kept = reset(course, "centre")

    assert kept.read_bytes() == mine
    assert TODO.format("centre") in path.read_text(encoding="utf-8")


def test_a_second_reset_does_not_overwrite_what_the_first_kept(course):
    course.write("vectors", "FIRST = 1\n")
    _, first = reset(course, "centre")
    course.write("vectors", "SECOND = 2\n")

    _, second = reset(course, "centre")

    assert (read(first), read(second)) == ("FIRST = 1\n", "SECOND = 2\n")


@pytest.mark.parametrize("sign", ["\f", "\x1c", "\u2028", "\x85"])
def test_a_sign_that_only_some_take_for_the_end_of_a_line_moves_nothing(solved, sign):
    solved.answer("vectors", '"""Vectors."""', f'"""Vectors."""\n\nSIGN = "{sign}"\n')

    reset(solved, "norm_rows")

    text = read(solved.answers / "vectors.py")
    assert "    means = x.mean(1, keepdim=True)\n    return x - means\n" in text
    assert "centred" not in text
    ast.parse(text)


def test_decorators_go_with_their_function(solved):
    solved.answer("vectors", "def centre(", "@staticmethod\n@staticmethod\ndef centre(")

    reset(solved, "centre")

    assert "@staticmethod" not in read(solved.answers / "vectors.py")


@pytest.mark.parametrize("everything", [False, True], ids=["the file", "the directory"])
def test_what_is_missing_is_put_there_and_told(course, everything):
    path = course.answers / "vectors.py"
    path.unlink()
    if everything:
        for other in course.answers.iterdir():
            other.unlink()
        course.answers.rmdir()

    with pytest.raises(UsageError, match="was missing: the stub is there again"):
        reset(course, "centre")

    assert read(path) == course.loaded.stubs["vectors"]
