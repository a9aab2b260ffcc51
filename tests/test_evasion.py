"""Ways around the guards, read from the text of a submission."""

from __future__ import annotations

import dataclasses

import pytest

from workbook.catalog import find_exercise
from workbook.evasion import findings
from workbook.loading import Source, Sources

CERTAIN = {
    "import torch._C": "torch._C",
    "from torch import _C": "torch._C",
    "from torch._C import _nn": "torch._C._nn",
    "def centre(x):\n    return torch._C._nn.linear(x, x)": "torch._C",
    "import torch as t\ndef centre(x):\n    return t._C._nn.linear(x, x)": "torch._C",
    'def centre(x):\n    return getattr(torch, "_C")._nn.linear(x, x)': "torch._C",
    'def centre(x):\n    return vars(torch)["x"], hasattr(torch, "_C")': "torch._C",
    "from torch.overrides import TorchFunctionMode": "torch.overrides.TorchFunctionMode",
    "import torch.overrides as o": "torch.overrides",
    "from torch.utils import _python_dispatch": "torch.utils._python_dispatch",
    "import torch.library": "torch.library",
    "import sys\ndef centre(x):\n    sys.modules.clear()": "sys.modules",
    "from sys import modules": "sys.modules",
    "import sys as s\ns.settrace(None)": "sys.settrace",
    "import sys\nsys._getframe(1)": "sys._getframe",
    "import inspect\ninspect.stack()": "inspect.stack",
    "import workbook": "workbook",
    "from workbook.guards import unguarded": "workbook.guards.unguarded",
    '__import__("workbook.guards")': "workbook.guards",
    "def centre(x):\n    import workbook.draw as d": "workbook.draw",
}
SUSPECT = {
    "import gc": "gc",
    "import ctypes": "ctypes",
    "from threading import Thread": "threading.Thread",
    "import subprocess": "subprocess",
    "import os\nos.fork()": "os.fork",
    "from importlib import import_module": "importlib.import_module",
    'def centre(x):\n    return eval("x")': "eval",
    'def centre(x):\n    exec("x = 1")': "exec",
    "def centre(x):\n    return centre.__globals__": "__globals__",
    "def centre(x):\n    return object.__subclasses__()": "__subclasses__",
    "def centre(x):\n    return __import__(x)": "importlib",
    "torch.jit.script(print)": "torch.jit",
}
INNOCENT = [
    "import numpy as np\nimport math\nfrom torch import nn",
    "from workbook.data import digits",
    "from workbook.data.bundled import digits",
    "import sys\nprint(sys.version)",
    "def centre(x):\n    return x.modules, x.stack, x.library",
    '"""Do not import torch._C, gc or ctypes."""',
    "torch.stack([])",
]


def read(course, text, exercise="centre"):
    """What is found in a vectors.py of this text."""
    sources = Sources({"vectors": Source(f"import torch\n{text}\n", "/there/vectors.py")})
    return findings(course.chapter, find_exercise(course.chapter, exercise), sources)


@pytest.mark.parametrize(("text", "name"), CERTAIN.items(), ids=[*CERTAIN])
def test_a_certain_way_around_is_found(course, text, name):
    found = read(course, text)

    assert name in [finding.name for finding in found if finding.certain]


@pytest.mark.parametrize(("text", "name"), SUSPECT.items(), ids=[*SUSPECT])
def test_a_possible_way_around_is_flagged_only(course, text, name):
    found = read(course, text)

    assert name in [finding.name for finding in found]
    assert not any(finding.certain for finding in found)


@pytest.mark.parametrize("text", INNOCENT)
def test_ordinary_code_is_not_flagged(course, text):
    assert read(course, text) == []


def test_a_finding_names_its_place(course):
    (first, *_) = read(course, "def centre(x):\n    return torch._C")

    assert str(first) == "`torch._C` at vectors.py:3"


def test_another_exercise_s_definition_is_not_held_against_this_one(course):
    text = "def norm_rows(x):\n    return torch._C"

    assert read(course, text) == []
    assert read(course, text, "norm_rows") != []


def test_what_no_exercise_owns_counts_for_every_exercise_of_the_file(course):
    text = "def helper(x):\n    return torch._C"

    assert all(read(course, text, exercise) for exercise in ("centre", "norm_rows"))


def test_a_library_is_off_limits_only_where_its_family_is_forbidden(course):
    sources = Sources({"vectors": Source("from sklearn.svm import SVC", "vectors.py")})
    free = find_exercise(course.chapter, "centre")
    bound = dataclasses.replace(free, forbids=("SKLEARN",))

    assert findings(course.chapter, free, sources) == []
    assert [f.certain for f in findings(course.chapter, bound, sources)] == [True]


def test_the_data_of_scikit_learn_are_not_off_limits(course):
    sources = Sources({"vectors": Source("from sklearn.datasets import load_iris", "vectors.py")})
    bound = dataclasses.replace(find_exercise(course.chapter, "centre"), forbids=("SKLEARN",))

    assert findings(course.chapter, bound, sources) == []


def test_a_chain_of_attributes_may_be_longer_than_the_stack(course):
    (found, *_) = read(course, f"def centre(x):\n    return torch._C{'.a' * 1500}")

    assert found.certain


def test_what_is_nested_too_deeply_to_be_read_is_certain(course):
    (found,) = read(course, f"def centre(x):\n    return torch._C, {'-' * 20_000}x")

    assert str(found) == "`nesting too deep to be read` at vectors.py:1"
    assert found.certain


def test_a_file_that_does_not_parse_holds_no_findings(course):
    assert read(course, "def (") == []


def test_an_exercise_that_goes_around_the_guards_is_forbidden_and_not_run(solved):
    solved.answer(
        "vectors", "    means = x.mean(1", '    getattr(torch, "_C")\n    means = x.mean(1'
    )

    result = solved.result("centre")

    assert result.earned == 0
    assert {scenario.status for scenario in result.scenarios} == {"forbidden"}
    assert result.scenarios[0].message == (
        "`torch._C` at vectors.py:18 is off limits in an exercise: "
        "it can go around what is being checked"
    )


def test_a_suspicion_costs_nothing_and_is_kept_for_a_person(solved):
    solved.answer("vectors", "import torch\n", "import gc\nimport torch\n")

    result = solved.result("centre")

    assert result.status == "passed"
    assert result.flags == ("`gc` at vectors.py:3",)
