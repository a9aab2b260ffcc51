"""Near-identical submissions are found by what their learners wrote themselves."""

from __future__ import annotations

import random

import pytest

from workbook.classroom import alike
from workbook.classroom.alike import near_identical
from workbook.classroom.written import written
from workbook.loading import Source, Sources


def text_of(seed, count=60):
    """Return lines that nobody else writes."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    names = [f"{chance.choice('abcdefgh')}{chance.randrange(100)}" for _ in range(3 * count)]
    return "\n".join(
        f"{names[3 * i]} = {names[3 * i + 1]} + {names[3 * i + 2]}" for i in range(count)
    )


def test_a_copy_with_a_few_changes_is_found():
    original = text_of(1)
    changed = original.replace(original.splitlines()[5], "other = 1 + 2")

    pairs = near_identical(
        [
            ("alice", {"conv": original}),
            ("bob", {"conv": text_of(2)}),
            ("carol", {"conv": changed}),
        ]
    )

    assert [(pair.first, pair.second) for pair in pairs] == [("alice", "carol")]
    assert 0.9 < pairs[0].likeness < 1


def test_what_much_of_the_class_wrote_is_no_sign():
    everybody = text_of(1)
    class_of = [(f"s{n}", {"conv": everybody}) for n in range(10)]

    assert near_identical(class_of) == []


def test_little_code_is_no_sign():
    short = text_of(1, 5)

    assert near_identical([("alice", {"conv": short}), ("bob", {"conv": short})]) == []


@pytest.mark.parametrize("count", [10, 600, 2000])
def test_the_number_of_comparisons_is_bounded(count):
    pairs = list(alike._candidates([1000] * count))

    assert len(pairs) <= alike.MOST_PAIRS + count
    assert len(set(pairs)) == len(pairs)
    assert count > 548 or len(pairs) == count * (count - 1) // 2


def test_only_the_learner_s_own_lines_count(course):
    text = (course.solutions / "vectors.py").read_text(encoding="utf-8")
    commented = text.replace("    means =", "    # by me\n    means  =  ").replace(
        '"""Centre', '"""Mine'
    )

    own = [
        written(course.loaded, Sources({"vectors": Source(one, "vectors.py")}))
        for one in (text, commented)
    ]

    assert own[0] == own[1]
    assert own[0]["centre"].splitlines()[-1] == "return x - means"
    assert "def centre" not in own[0]["centre"]
    assert written(course.loaded, Sources({"vectors": Source("def (", "v.py")})) == {}


def test_a_stub_holds_nothing_of_one_s_own(course):
    stub = course.loaded.stubs["vectors"]

    assert written(course.loaded, Sources({"vectors": Source(stub, "vectors.py")})) == {}
