"""The source notebook of a chapter, and what nbgrader releases of it."""

import ast
import itertools
from pathlib import Path

import nbformat
import pytest
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3
from nbgrader.preprocessors import CheckCellMetadata

from workbook.catalog import chapters
from workbook.course import Course
from workbook.notebook.building import source_notebook
from workbook.notebook.lesson import read_lesson
from workbook.notebook.preprocessors import ReleaseStubs
from workbook.notebook.releasing import write_course

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = chapters(ROOT)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_every_chapter_makes_a_valid_notebook(chapter):
    nb = source_notebook(Course(chapter))

    nbformat.validate(nb)
    for cell in nb.cells:
        MetadataValidatorV3().validate_cell(cell)
    CheckCellMetadata().preprocess(nb, {})
    for cell in nb.cells:
        if cell.cell_type == "code":
            ast.parse(cell.source)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_all_points_of_a_chapter_are_in_its_notebook(chapter):
    cells = [c for c in source_notebook(Course(chapter)).cells if "nbgrader" in c.metadata]

    assert sum(c.metadata.nbgrader.get("points", 0) for c in cells) == 100
    names = {c.metadata.nbgrader.grade_id for c in cells if c.metadata.nbgrader.solution}
    assert names == {e.id for e in chapter.exercises}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_every_exercise_s_section_stands_above_its_cell(chapter):
    cells = source_notebook(Course(chapter)).cells
    lesson = read_lesson(chapter)

    for above, cell in itertools.pairwise(cells):
        facts = cell.metadata.get("nbgrader", {})
        if facts.get("solution"):
            assert above.source == lesson.sections[facts["grade_id"]]
            assert above.source.startswith(f"## `{facts['grade_id']}`")


def test_no_text_of_the_lesson_is_lost(mini):
    lesson = read_lesson(mini.chapter)
    whole = (mini.chapter.stubs / "README.md").read_text(encoding="utf-8")

    parts = [lesson.opening, *lesson.sections.values(), lesson.ending]
    assert sorted(" ".join(parts).split()) == sorted(whole.split())


def test_the_released_cells_are_the_stubs(released, mini):
    stubs = "\n".join(mini.stubs.values())
    cells = [c for c in released.notebook.cells if c.metadata.get("nbgrader", {}).get("solution")]

    for cell in cells:
        assert cell.source.strip() in stubs
        assert "workbook" not in cell.metadata


def test_no_answer_is_released(released):
    text = "\n".join(p.read_text(encoding="utf-8") for p in released.root.glob("release/**/*.*"))

    assert "BEGIN SOLUTION" not in text
    assert "keepdim=True" not in text  # how the mini course's answers are written
    assert sorted(p.name for p in released.root.glob("release/ch01/*")) == ["ch01_mini.ipynb"]


def leaks(leaking, chapter, notebook):
    """Return what of a chapter's solutions stands in a notebook."""
    texts = [cell.source for cell in notebook.cells] + [nbformat.writes(notebook)]
    said = [set().union(*map(find, texts)) for find in (leaking.runs, leaking.long_lines)]
    return [
        (module, thing)
        for module, *secrets in leaking.secrets(chapter)
        for some, ours in zip(secrets, said, strict=True)
        for thing in some & ours
    ]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.id)
def test_no_line_of_a_solution_is_in_a_released_notebook(leaking, chapter):
    notebook = source_notebook(Course(chapter))
    assert leaks(leaking, chapter, notebook)  # the search finds what is to be removed

    notebook, _ = ReleaseStubs().preprocess(notebook, {})

    assert leaks(leaking, chapter, notebook) == []


def test_a_source_notebook_that_somebody_changed_is_left_alone(mini, tmp_path):
    (path,) = write_course([mini.chapter], tmp_path)
    changed = path.read_text(encoding="utf-8").replace("TODO", "to do")
    path.write_text(changed, encoding="utf-8")
    config = tmp_path / "nbgrader_config.py"
    config.write_text("# mine", encoding="utf-8")

    (beside,) = write_course([mini.chapter], tmp_path)

    assert path.read_text(encoding="utf-8") == changed
    assert beside == tmp_path / ".workbook" / path.name
    assert config.read_text(encoding="utf-8") == "# mine"


def test_an_untouched_source_notebook_is_brought_up_to_date(mini, tmp_path):
    (first,) = write_course([mini.chapter], tmp_path)
    (second,) = write_course([mini.chapter], tmp_path)

    assert first == second
