"""A path → a module-like ``m``: the names of a chapter, wherever they were written.

A chapter's directory is loaded as a private package, so that ``from .convolution import conv2d``
works and two chapters never meet. Modules are loaded when a name of theirs is first asked for: a
file that does not compile costs its own exercises only.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import itertools
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from workbook.errors import UsageError
from workbook.exercise import Chapter, Exercise

MAX_SOURCE_BYTES = 2**19  # parsing takes thousands of times as much memory
MAX_NOTEBOOK_BYTES = 2**22  # of which pictures may be most
_numbers = itertools.count(1)


class LoadError(BaseException):
    """A learner's module could not be loaded, or lacks what is asked.

    Not an ``Exception``: a scenario that asks what a call raises is not told of this one. Where
    the module itself raised, that is its cause.
    """


class Absent(BaseException):
    """A single file or a notebook does not hold this name: it was not attempted."""


@dataclass(frozen=True)
class Contract:
    """What the stub says of a name: a function or a class, and its parameters."""

    kind: Literal["function", "class"]
    signature: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """The text of one module and the file it came from.

    ``parts`` are its pieces where each runs alone, as a notebook's cells do: one that fails does
    not keep the next from running.
    """

    text: str
    file: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """The modules of a submission, of the reference, or of a variant of it.

    ``single`` is the module that stands for all of them, where one file or notebook was given;
    ``homes`` says of single names that they live in another module than the chapter's.
    """

    modules: Mapping[str, Source]
    single: str | None = None
    homes: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> frozenset[str]:
        """The file names that learner code runs under."""
        return frozenset(source.file for source in self.modules.values())

    def home(self, exercise: Exercise, name: str = "") -> str:
        """Return the module in which a name of the exercise is looked up."""
        return self.homes.get(name or exercise.names[0]) or self.single or exercise.module

    def with_text(self, module: str, text: str) -> Sources:
        """Return these sources with one module's text replaced."""
        edited = replace(self.modules[module], text=text)
        return replace(self, modules={**self.modules, module: edited})


def read_submission(path: Path, chapter: Chapter) -> Sources:
    """Read a directory laid out like ``exercises/``, one chapter's, a ``.py`` or an ``.ipynb``.

    Raises:
        UsageError: there is nothing there that could be graded.

    """
    if not path.exists():
        message = f"the submission {path} is not there"
        raise UsageError(message)
    if path.is_dir():
        inner = path / chapter.name
        return read_directory(inner if inner.is_dir() else path)
    if path.suffix == ".py":
        return Sources({path.stem: Source(_text(path), str(path.resolve()))}, single=path.stem)
    if path.suffix == ".ipynb":
        return _notebook(path, chapter)
    message = f"{path} is neither a directory, nor a .py file, nor an .ipynb notebook"
    raise UsageError(message)


def read_directory(directory: Path) -> Sources:
    """Read every module of one chapter's directory."""
    paths = sorted(p for p in directory.glob("*.py") if p.is_file())
    if not paths:
        message = f"{directory} holds no .py file"
        raise UsageError(message)
    return Sources({path.stem: Source(_text(path), str(path.resolve())) for path in paths})


def _text(path: Path) -> str:
    try:
        most = MAX_NOTEBOOK_BYTES if path.suffix == ".ipynb" else MAX_SOURCE_BYTES
        if path.stat().st_size > most:
            message = f"{path} is larger than {most // 2**10} kB"
            raise UsageError(message)
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path} is not a text file in UTF-8"
        raise UsageError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise UsageError(message) from error


def _notebook(path: Path, chapter: Chapter) -> Sources:
    text, file = _text(path), str(path.resolve())
    try:
        if '"nbgrader"' in text:  # one that was handed out: it says which cell is whose
            from workbook.course import Course
            from workbook.notebook.building import given_cells
            from workbook.notebook.submitted import read_notebook

            return read_notebook(text, file, chapter, given_cells(Course(chapter)))
        return Sources({"notebook": Source(notebook_code(text), file)}, single="notebook")
    except ValueError as error:
        message = f"{path} is not a notebook of nbformat 4"
        raise UsageError(message) from error


def notebook_code(text: str) -> str:
    """Join a notebook's code cells; magics and relative imports become comments.

    Raises:
        ValueError: the text is not a notebook of nbformat 4.

    """
    try:
        cells = json.loads(text)["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(*error.args) from error
    skipped = ("%", "!", "from .")
    lines = [line for source in sources for line in f"{source}\n".splitlines()]
    return "\n".join(f"pass  # {x}" if x.startswith(skipped) else x for x in lines)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules of one private package from their texts."""

    def __init__(self, package: str, sources: Sources) -> None:
        self._prefix = f"{package}."
        self._sources = sources

    def find_spec(
        self, fullname: str, _path: Any, _target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        name = fullname.removeprefix(self._prefix)
        if name == fullname or name not in self._sources.modules:
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        source = self._sources.modules[module.__name__.removeprefix(self._prefix)]
        module.__file__ = source.file
        if not source.parts:
            exec(compile(source.text, source.file, "exec"), module.__dict__)  # noqa: S102 - the point
        for part in source.parts:
            with contextlib.suppress(Exception, SystemExit):  # the names it lacks will be missed
                code = compile(part, source.file, "exec", __future__.annotations.compiler_flag)
                exec(code, module.__dict__)  # noqa: S102


class Loaded:
    """The flat namespace of a chapter's exercise names: the ``m`` of a scenario.

    Args:
        chapter: whose names these are.
        sources: the modules' texts.
        contracts: what the stub says of each name.
        on_call: told before each call into the module.

    """

    def __init__(
        self, chapter: Chapter, sources: Sources, contracts: Mapping[str, Contract]
    ) -> None:
        self._chapter = chapter
        self._sources = sources
        self.contracts = contracts
        self._package = f"_workbook_{chapter.id}_{next(_numbers)}"
        self._failures: dict[str, BaseException] = {}
        self.on_call: Callable[[], None] = lambda: None
        self._finder = _Finder(self._package, sources)
        package = ModuleType(self._package)
        package.__path__ = []
        sys.modules[self._package] = package
        sys.meta_path.insert(0, self._finder)

    @property
    def files(self) -> frozenset[str]:
        """The file names that this code runs under."""
        return self._sources.files

    def __getattr__(self, name: str) -> Any:
        exercise = self._chapter.owner_of(name)
        if exercise is None:
            message = f"chapter {self._chapter.id} asks for no '{name}'"
            raise AttributeError(message)
        try:
            module = self.module(self._sources.home(exercise, name))
        except Exception as error:
            raise LoadError from error
        try:
            thing = vars(module)[name]
        except KeyError:
            if self._sources.single:
                raise Absent(name) from None
            message = f"{Path(str(module.__file__)).name} defines no `{name}`"
            raise LoadError(message) from None
        return Called(self, name, thing, self.contracts.get(name))

    def module(self, name: str) -> ModuleType:
        """Load one module, once; a failure is remembered and raised again."""
        if name not in self._sources.modules:
            message = f"the file {name}.py is missing from the submission"
            raise LoadError(message)
        if name in self._failures:
            raise self._failures[name]
        full = f"{self._package}.{name}"
        try:
            return importlib.import_module(full)
        except BaseException as error:
            self._failures[name] = error
            raise

    def raw(self, name: str) -> Any:
        """Return the function or class itself."""
        return getattr(self, name).thing

    def substitute(self, name: str, thing: Any) -> None:
        """Put another function in the place of ``name`` wherever this package uses it."""
        owner = self._chapter.owner_of(name)
        for module in self._sources.modules:
            with contextlib.suppress(Exception):  # a broken sibling has nothing to substitute
                loaded = self.module(module)
                if name in vars(loaded) or (owner and self._sources.home(owner, name) == module):
                    setattr(loaded, name, thing)

    def unload(self) -> None:
        """Forget the package."""
        sys.meta_path.remove(self._finder)
        for full in [f for f in sys.modules if f.partition(".")[0] == self._package]:
            del sys.modules[full]


class Called:
    """A function or class of ``m``: calls go through, and the draw is told of them."""

    def __init__(self, owner: Loaded, name: str, thing: Any, contract: Contract | None) -> None:
        self._owner = owner
        self.thing = thing
        self.parameter_names = contract.parameters if contract else ()
        if contract is not None:
            _check_kind(name, thing, contract)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it, or make an instance of it."""
        self._owner.on_call()
        return self.thing(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        self._owner.on_call()
        return getattr(self.thing, name)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self.thing)


def _check_kind(name: str, thing: Any, contract: Contract) -> None:
    if contract.kind == "class" and not isinstance(thing, type):
        message = f"`{name}` should be a class, yours is a {type(thing).__name__}"
        raise LoadError(message)
    if contract.kind == "function" and (isinstance(thing, type) or not callable(thing)):
        found = "a class" if isinstance(thing, type) else f"a {type(thing).__name__}"
        message = f"`{name}` should be a function, yours is {found}"
        raise LoadError(message)


def contracts(texts: Mapping[str, str]) -> dict[str, Contract]:
    """Read the functions and classes that stubs (module → text) define at top level."""
    found = {}
    for text in texts.values():
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = _contract("function", node.name, node.args, skip=0)
            elif isinstance(node, ast.ClassDef):
                inits = [n for n in node.body if isinstance(n, ast.FunctionDef)]
                init = next((n for n in inits if n.name == "__init__"), None)
                arguments = (
                    init.args if init else ast.parse("lambda self: 0", mode="eval").body.args
                )
                found[node.name] = _contract("class", node.name, arguments, skip=1)
    return found


def _contract(
    kind: Literal["function", "class"], name: str, arguments: ast.arguments, skip: int
) -> Contract:
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][skip:]
    text = ast.unparse(arguments).removeprefix("self, ").removeprefix("self")
    return Contract(kind, f"{name}({text})", tuple(names))
