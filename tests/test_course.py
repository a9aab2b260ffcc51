"""Every chapter: its graders are proved right, and a learner can start and finish it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted(path.parent.name[:4] for path in (ROOT / "graders").glob("ch*/chapter.toml"))
SEEDS = os.environ.get("PROOF_SEEDS", "1")  # the full proof, `make verify`, takes five
WORKBOOK = (sys.executable, "-m", "workbook")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_graders_accept_the_right_and_reject_the_wrong(chapter):
    proof = subprocess.run(
        [*WORKBOOK, "verify", chapter, "--seeds", SEEDS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (proof.returncode, proof.stdout) == (0, f"{chapter}: no problems\n"), proof.stderr


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_same_seed_gives_the_same_bytes(chapter, tmp_path):
    files = [tmp_path / "one.json", tmp_path / "two.json"]

    for file in files:
        command = ["grade", chapter, "1", "2", "3", "--submission", "solutions", "--seed", "7"]
        subprocess.run(
            [*WORKBOOK, *command, "--json", str(file)], cwd=ROOT, check=True, capture_output=True
        )

    assert files[0].read_bytes() == files[1].read_bytes()
