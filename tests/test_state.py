"""What a learner has reached is kept, written whole or not at all."""

from __future__ import annotations

import json

import pytest

from workbook.state import FILE, changed_state, read_state

EMPTY = {"marks": {}, "hints": {}}


def test_a_new_course_has_an_empty_state(tmp_path):
    assert read_state(tmp_path) == EMPTY


def test_a_change_is_there_the_next_time(tmp_path):
    with changed_state(tmp_path) as state:
        state["hints"]["ch01/centre"] = 2

    assert read_state(tmp_path)["hints"] == {"ch01/centre": 2}


def test_a_change_that_fails_leaves_the_old_state(tmp_path):
    with changed_state(tmp_path) as state:
        state["hints"]["ch01/centre"] = 1

    with pytest.raises(ZeroDivisionError), changed_state(tmp_path) as state:
        state["hints"]["ch01/centre"] = 1 / 0

    assert read_state(tmp_path)["hints"] == {"ch01/centre": 1}


def test_a_write_leaves_no_other_file_behind(tmp_path):
    with changed_state(tmp_path) as state:
        state["hints"]["ch01/centre"] = 1

    assert [path.name for path in (tmp_path / FILE).parent.iterdir()] == ["state.json"]


def test_what_another_version_kept_is_kept(tmp_path):
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text(json.dumps({"later": {"x": 1}}), encoding="utf-8")

    with changed_state(tmp_path):
        pass

    assert read_state(tmp_path)["later"] == {"x": 1}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"3", b"\xff\xfe", b'{"marks": null, "hints": []}']
)
def test_an_unreadable_file_counts_as_none(tmp_path, content):
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_bytes(content)

    assert read_state(tmp_path) == EMPTY
