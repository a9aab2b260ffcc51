"""``check`` inside a kernel, with a learner's kit."""

import copy
import os
import re

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell


def outputs(nb, kit, monkeypatch):
    """Run a notebook and return the outputs of its test cells, by exercise."""
    monkeypatch.setenv("WORKBOOK_ROOT", str(kit))
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    paths = [str(kit), os.environ.get("PYTHONPATH", "")]
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, paths)))
    NotebookClient(nb, timeout=120, allow_errors=True).execute()
    return {
        c.metadata.nbgrader.grade_id.removeprefix("check-"): c.outputs
        for c in nb.cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }


def points(cell_outputs):
    """What nbgrader would make of a test cell."""
    result = next(o for o in cell_outputs if o.output_type == "execute_result")
    return float(result.data["text/plain"])


@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_is_checked_in_its_kernel(released, kit, monkeypatch):
    nb = copy.deepcopy(released.notebook)
    for cell in nb.cells:
        facts = cell.metadata.get("nbgrader", {})
        if facts.get("solution"):
            name = facts["grade_id"]
            cell.source = {
                "centre": "def centre(x):\n    while True:\n        pass",
                "norm_rows": "def norm_rows(x):\n    import sys\n    sys.exit(3)",
                "Affine": cell.source,
            }.get(name, released.answers[name])
    nb.cells.append(new_code_cell("print('still here')"))

    seen = outputs(nb, kit, monkeypatch)

    for cell_outputs in seen.values():
        assert not [o for o in cell_outputs if o.get("name") == "stderr"]
        assert [o.output_type for o in cell_outputs][-1] == "execute_result"
    texts = {name: "".join(o.get("text", "") for o in out) for name, out in seen.items()}
    printed = {name: re.sub(r"\x1b\[[0-9;]*m", "", text) for name, text in texts.items()}
    assert "is there a loop without an end?" in " ".join(printed["centre"].split())
    assert "called sys.exit()" in " ".join(printed["norm_rows"].split())
    assert points(seen["centre"]) == points(seen["norm_rows"]) == points(seen["Affine"]) == 0
    others = seen.keys() - {"centre", "norm_rows", "Affine"}
    assert sum(points(seen[name]) for name in others) == pytest.approx(
        sum(
            c.metadata.nbgrader.points
            for c in nb.cells
            if c.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("check-") in others
            and c.metadata.nbgrader.grade
        )
    )
    assert nb.cells[-1].outputs[0].text == "still here\n"
