"""The nbgrader source notebook of a chapter, made from lesson, reference and ``chapter.toml``."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from workbook.course import Course
from workbook.exercise import Exercise
from workbook.notebook.lesson import read_lesson

if TYPE_CHECKING:
    from nbformat import NotebookNode

SCHEMA = 3  # nbgrader 0.9's metadata
SETUP = "from workbook.notebook import open_chapter\n\ncheck = open_chapter({chapter!r})"
START = (
    "Write your answers into the cells that hold a `TODO`. Run the cell below each of them to see "
    "what is right, what is not, and which mistake it looks like."
)


def source_notebook(course: Course) -> NotebookNode:
    """Return the notebook that an instructor keeps in ``source/``.

    Every exercise has its section of the lesson, a cell with the reference's answer between
    nbgrader's markers, and a locked cell ``check("conv2d")`` worth its points. What a module gives
    to learners stands in a locked cell before the module's first exercise.
    """
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

    chapter = course.chapter
    lesson = read_lesson(chapter)
    number = iter(range(10_000))

    def text(markdown: str) -> Any:
        return new_markdown_cell(markdown, id=f"text-{next(number)}")

    def code(source: str, name: str, **facts: Any) -> Any:
        cell = new_code_cell(source, id=f"code-{next(number)}")
        facts = {"grade": False, "solution": False, "locked": False, "task": False} | facts
        cell.metadata["nbgrader"] = {"schema_version": SCHEMA, "grade_id": name, **facts}
        return cell

    cells = [text(lesson.opening), text(START)]
    cells.append(code(SETUP.format(chapter=chapter.id), "setup", locked=True))
    given: set[str] = set()
    for exercise in chapter.exercises:
        if exercise.module not in given:
            given.add(exercise.module)
            if public := given_code(course, exercise.module):
                cells.append(code(public, f"given-{exercise.module}", locked=True))
        cells.append(text(lesson.sections[exercise.id] or f"## `{exercise.id}`"))
        answer = code(_definitions(course, exercise, reference=True), exercise.id, solution=True)
        answer.metadata["workbook"] = {"stub": _definitions(course, exercise, reference=False)}
        cells.append(answer)
        points = {"grade": True, "locked": True, "points": float(exercise.points)}
        cells.append(code(f'check("{exercise.id}")', f"check-{exercise.id}", **points))
    if lesson.ending:
        cells.append(text(lesson.ending))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def given_cells(course: Course) -> dict[str, str]:
    """Return what the course gives in locked cells, by their ``grade_id``."""
    modules = dict.fromkeys(exercise.module for exercise in course.chapter.exercises)
    cells = {f"given-{module}": given_code(course, module) for module in modules}
    return {name: code for name, code in cells.items() if code}


def given_code(course: Course, module: str) -> str:
    """Return what of a module's stub no exercise owns; imports of siblings vanish."""
    text = course.stubs[module]
    owned = {n for e in course.chapter.exercises for n in e.names}
    tree = ast.parse(text)
    docstring = tree.body[:1] if ast.get_docstring(tree) is not None else []
    gone = [n for n in tree.body if getattr(n, "name", None) in owned or _is_sibling(n)]
    lines = text.splitlines(keepends=True)
    for node in sorted([*docstring, *gone], key=lambda n: n.lineno, reverse=True):
        decorators = getattr(node, "decorator_list", [])
        begin = min([node.lineno, *(d.lineno for d in decorators)])
        del lines[begin - 1 : node.end_lineno]
    return _squeezed("".join(lines))


def _is_sibling(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.level > 0


def _definitions(course: Course, exercise: Exercise, *, reference: bool) -> str:
    """Return the exercise's own definitions, in their order in the module."""
    sources = course.reference.modules
    text = sources[exercise.module].text if reference else course.stubs[exercise.module]
    lines = text.splitlines(keepends=True)
    found = []
    for node in ast.parse(text).body:
        if getattr(node, "name", None) in exercise.names:
            decorators = getattr(node, "decorator_list", [])
            begin = min([node.lineno, *(d.lineno for d in decorators)])
            end = node.end_lineno or node.lineno
            while end < len(lines) and lines[end].strip() == "### END SOLUTION":
                end += 1  # a marker after the last statement belongs to it
            found.append("".join(lines[begin - 1 : end]))
    return "\n\n".join(part.strip("\n") + "\n" for part in found).rstrip("\n")


def _squeezed(text: str) -> str:
    """Leave at most two empty lines together."""
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text.strip("\n")
