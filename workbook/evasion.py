"""Ways around the guards, read from a submission's syntax tree on the trusted side.

What certainly goes around them makes an exercise ``forbidden``. What merely could (``gc``,
threads, a computed attribute name) is flagged for a person's eye.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from workbook.exercise import Chapter, Exercise
from workbook.families import LIBRARIES
from workbook.loading import Source, Sources

CERTAIN = (
    "torch._C",
    "torch.overrides",
    "torch.utils._python_dispatch",
    "torch._ops",
    "torch.library",
    "sys.modules",
    "sys._getframe",
    "sys.settrace",
    "sys.setprofile",
    "sys.monitoring",
    "inspect.currentframe",
    "inspect.stack",
    "workbook",
)
ALLOWED = ("workbook.data",)
SUSPECT = (
    "gc",
    "ctypes",
    "threading",
    "_thread",
    "concurrent",
    "multiprocessing",
    "subprocess",
    "os.fork",
    "os.system",
    "os.kill",
    "signal",
    "importlib",
    "builtins",
    "eval",
    "exec",
    "compile",
    "globals",
    "torch.jit",
    COMPUTED := "a computed attribute",
)
LONGEST = 2**19  # characters; the tree of a text takes a thousand bytes for each
SUSPECT_ATTRIBUTES = {"__globals__", "__subclasses__", "__builtins__", "f_back", "tb_frame"}


@dataclass(frozen=True)
class Finding:
    """One place where the guards could be gone around."""

    name: str
    file: str
    line: int
    certain: bool

    def __str__(self) -> str:
        return f"`{self.name}` at {self.file}:{self.line}"


def findings(chapter: Chapter, exercise: Exercise, sources: Sources) -> list[Finding]:
    """Read the module of ``exercise``: its own definitions, and what no exercise owns.

    So is each file of the submission that it imports, directly or not.
    """
    libraries = tuple(LIBRARIES[f] for f in exercise.forbids if f in LIBRARIES)
    others = {n for e in chapter.exercises if e.id != exercise.id for n in e.names}
    found: list[Finding] = []
    waiting, read = [sources.home(exercise)], set()
    while waiting:
        module = waiting.pop()
        if module in sources.modules and module not in read:
            read.add(module)
            tree = _tree(sources.modules[module])
            if isinstance(tree, Finding):
                found.append(tree)
            else:
                file = Path(sources.modules[module].file).name
                found += _in_tree(tree, file, libraries, others)
                waiting += _siblings(tree)
    return found


def _tree(source: Source) -> ast.Module | Finding:
    if len(source.text) > LONGEST:
        return Finding("a file too long to be read", Path(source.file).name, 1, certain=True)
    try:
        with warnings.catch_warnings():  # strange escapes, which run even where warnings are errors
            warnings.simplefilter("ignore")
            return ast.parse(source.text)
    except (SyntaxError, ValueError):
        return ast.Module([], [])  # it cannot run either
    except (RecursionError, MemoryError):
        return Finding("nesting too deep to be read", Path(source.file).name, 1, certain=True)


def _siblings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield from [node.module] if node.module else [alias.name for alias in node.names]


def _in_tree(
    tree: ast.Module, file: str, libraries: tuple[str, ...], others: set[str]
) -> list[Finding]:
    names = _aliases(tree)
    found = []
    for statement in tree.body:
        if getattr(statement, "name", None) in others:
            continue
        for node in ast.walk(statement):
            for name in _names(node, names):
                certain = _under(name, (*CERTAIN, *libraries))
                allowed = _under(name, (*ALLOWED, "sklearn.datasets"))
                if not allowed and (certain or _under(name, SUSPECT) or name in SUSPECT_ATTRIBUTES):
                    found.append(Finding(name, file, getattr(node, "lineno", 0), certain))
    return found


def _under(name: str, roots: tuple[str, ...]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Map the names that imports bind to what they mean: ``t`` → ``torch``."""
    bound = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                bound[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return bound


def _names(node: ast.AST, aliases: Mapping[str, str]) -> Iterator[str]:
    """Yield what a node refers to, as dotted names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Attribute):
        if node.attr in SUSPECT_ATTRIBUTES:  # `model.eval()` is not the built-in `eval`
            yield node.attr
        if dotted := _dotted(node, aliases):
            yield dotted
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _called(node.func.id, node.args, aliases)


def _called(function: str, arguments: list[ast.expr], aliases: Mapping[str, str]) -> Iterator[str]:
    yield function
    texts = [a.value for a in arguments if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if function == "__import__":
        yield from texts or ["importlib"]
    elif function in {"getattr", "hasattr", "setattr", "vars"} and arguments:
        owner = _dotted(arguments[0], aliases)
        yield from (f"{owner}.{text}" for text in texts if owner)
        if owner and arguments[1:] and not isinstance(arguments[1], ast.Constant):
            yield COMPUTED


def _dotted(node: ast.expr, aliases: Mapping[str, str]) -> str | None:
    attributes = []
    while isinstance(node, ast.Attribute):  # a chain may be longer than the stack
        attributes.append(node.attr)
        node = node.value
    owner = aliases.get(node.id) if isinstance(node, ast.Name) else None
    return ".".join((owner, *reversed(attributes))) if owner else None
