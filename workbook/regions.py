"""Solution regions: where the answer stands in a reference, and the stub without it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from workbook.errors import CourseError

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"


@dataclass(frozen=True)
class Region:
    """Lines ``begin … end`` (1-based, the markers included) of the function ``within``."""

    begin: int
    end: int
    indent: str
    within: str

    def answer(self, text: str) -> str:
        """Return the lines between the markers."""
        return "".join(text.splitlines(keepends=True)[self.begin : self.end - 1])


def regions(text: str, file: str = "<reference>") -> list[Region]:
    """Find the solution regions of a module, in order.

    Raises:
        CourseError: a marker has no partner, or one region stands in another.

    """
    found: list[Region] = []
    begin: int | None = None
    owners = [*_definitions(ast.parse(text))]
    for number, line in enumerate(text.splitlines(), start=1):
        marker = line.strip()
        if marker == BEGIN and begin is None:
            begin = number
        elif marker == END and begin is not None:
            indent = line[: len(line) - len(line.lstrip())]
            found.append(Region(begin, number, indent, _owner(owners, begin)))
            begin = None
        elif marker in (BEGIN, END):
            message = f"{file}:{number}: this solution marker has no partner"
            raise CourseError(message)
    if begin is not None:
        message = f"{file}:{begin}: this solution region is never closed"
        raise CourseError(message)
    return found


def stub_text(text: str, public: Sequence[str] = ()) -> str:
    """Turn a reference into its stub: every answer becomes a ``TODO:``.

    The answers of the names in ``public`` (debug exercises) stay, without their markers.
    """
    return _replaced(text, lambda region: _public_answer(region, text, public))


def excerpt_text(text: str, names: Sequence[str]) -> str:
    """Return a reference with the answers of ``names`` alone, and what only they use."""
    others = [r for r in regions(text) if r.within and r.within.partition(".")[0] not in names]
    rest = "\n".join(region.answer(text) for region in others)

    def replacement(region: Region) -> str:
        if region.within:
            return _public_answer(region, text, names)
        helpers = [name for name, *_ in _definitions(ast.parse(region.answer(text)))]
        shared = any(helper in rest for helper in helpers)
        return "" if shared or not helpers else region.answer(text)

    return _replaced(text, replacement)


def _public_answer(region: Region, text: str, public: Sequence[str]) -> str:
    if not region.within:  # a helper of the solution, at the top of the module
        return ""
    if region.within.partition(".")[0] in public:
        return region.answer(text)
    return f'{region.indent}raise NotImplementedError("TODO: {region.within}")\n'


def _replaced(text: str, replacement: Callable[[Region], str]) -> str:
    lines = text.splitlines(keepends=True)
    for region in reversed(regions(text)):
        lines[region.begin - 1 : region.end] = [replacement(region)]
    return "".join(lines)


def with_answer(text: str, answer: str, within: str | None, names: Sequence[str]) -> str:
    """Replace the whole region of ``within``, or of the only region in ``names``, by ``answer``."""
    own = [r for r in regions(text) if r.within.partition(".")[0] in names]
    chosen = [r for r in own if within is None or r.within == within]
    if len(chosen) != 1:
        message = f"`with` alone needs one region; say `within`: {[r.within for r in own]}"
        raise CourseError(message)
    region = chosen[0]
    lines = text.splitlines(keepends=True)
    body = textwrap.indent(textwrap.dedent(answer.strip("\n")), region.indent)
    lines[region.begin : region.end - 1] = [f"{body}\n"]
    return "".join(lines)


def _definitions(tree: ast.Module) -> Iterator[tuple[str, int, int]]:
    def walk(body: Sequence[ast.stmt], prefix: str) -> Iterator[tuple[str, int, int]]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                name = f"{prefix}{node.name}"
                yield name, node.lineno, node.end_lineno or node.lineno
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, f"{name}.")

    yield from walk(tree.body, "")


def _owner(owners: Sequence[tuple[str, int, int]], line: int) -> str:
    inside = [name for name, begin, end in owners if begin <= line <= end]
    return inside[-1] if inside else ""
