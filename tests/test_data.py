"""Data sets: there offline, split the same everywhere, and as their docstrings say."""

from __future__ import annotations

import builtins
import hashlib
import importlib.util
import socket

import pytest
import torch

from workbook import data
from workbook.data.bundled import SPLITS
from workbook.errors import UsageError

TABLES = {  # loader → rows of each split, shape of a row, classes
    "digits": ((1200, 247, 350), (1, 8, 8), 10),
    "shifted_digits": ((1200, 247, 350), (1, 12, 12), 10),
    "iris": ((90, 30, 30), (4,), 3),
    "wine": ((106, 36, 36), (13,), 3),
    "breast_cancer": ((341, 114, 114), (30,), 2),
    "diabetes": ((300, 71, 71), (10,), None),
}
CLASSIFIED = [name for name, (_, _, classes) in TABLES.items() if classes]


@pytest.fixture(params=TABLES)
def name(request):
    return request.param


def load(name):
    """All splits of a data set."""
    return [getattr(data, name)(split) for split in SPLITS]


def test_the_splits_have_the_sizes_and_shapes_of_the_docstring(name):
    sizes, row, _ = TABLES[name]

    assert [x.shape for x, _ in load(name)] == [(size, *row) for size in sizes]
    assert [y.shape for _, y in load(name)] == [(size,) for size in sizes]


def test_numbers_are_float32_on_the_cpu_and_finite(name):
    for x, _ in load(name):
        assert (x.dtype, x.device.type) == (torch.float32, "cpu")
        assert x.isfinite().all()


def test_two_calls_give_the_same_and_do_not_share_memory(name):
    (first, *_), (second, *_) = load(name), load(name)
    kept = second[0].clone()

    first[0].mul_(0)

    assert torch.equal(second[0], kept)


@pytest.mark.parametrize("classified", CLASSIFIED)
def test_labels_are_classes_and_every_split_holds_each_in_its_share(classified):
    splits = load(classified)
    classes = TABLES[classified][2]
    everything = torch.cat([y for _, y in splits])
    shares = everything.bincount() / len(everything)

    for _, y in splits:
        assert y.dtype == torch.int64
        assert len(y.bincount()) == classes
        assert (y.bincount() / len(y) - shares).abs().max() < 0.03


@pytest.mark.parametrize("tabular", ["iris", "wine", "breast_cancer", "diabetes", "digits"])
def test_no_row_stands_in_two_splits(tabular):
    rows = [set(map(tuple, x.flatten(1).tolist())) for x, _ in load(tabular)]

    shared = [a & b for i, a in enumerate(rows) for b in rows[:i]]
    assert max(map(len, shared)) <= 1  # iris holds one flower twice


def test_the_split_of_the_digits_is_the_one_that_was_recorded():
    digest = hashlib.sha256()

    for x, y in load("digits"):
        digest.update(x.numpy().tobytes() + y.numpy().tobytes())

    assert digest.hexdigest() == "b1a22fbb710a1b26e6d859177f9e23ebd3f4f5598ff039cb44ad8c751981a5fa"


def test_digits_may_be_flat_and_larger():
    x, _ = data.digits("test", size=13, flat=True)

    assert x.shape == (350, 169)
    assert x.reshape(-1, 13, 13)[:, 2:10, 2:10].flatten(1).sum() == x.sum()


def test_another_seed_splits_the_digits_otherwise():
    assert not torch.equal(data.digits("test")[0], data.digits("test", seed=1)[0])


def test_pixels_lie_between_zero_and_one():
    x, _ = data.digits("train")

    assert (x.min(), x.max()) == (0, 1)


def test_a_shifted_digit_is_the_digit_somewhere():
    x, y = data.digits("validation")
    shifted, labels = data.shifted_digits("validation")

    assert torch.equal(y, labels)
    assert torch.equal(x.flatten(1).sum(1), shifted.flatten(1).sum(1))
    places = shifted.sum((1, 3)).argmax(1).unique()
    assert len(places) > 5


def test_the_diabetes_columns_are_as_measured():
    x, y = data.diabetes("train")

    assert x[:, 0].min() >= 19  # years
    assert (y.dtype, y.min() >= 25) == (torch.float32, True)


def test_nothing_is_printed_downloaded_or_drawn(name, capsys, monkeypatch):
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("the network was used"))
    state = torch.get_rng_state()

    load(name)

    assert torch.equal(state, torch.get_rng_state())
    assert capsys.readouterr() == ("", "")


def test_scikit_learn_itself_is_not_imported(monkeypatch):
    real = builtins.__import__

    def guarded(module, *args, **kwargs):
        assert not module.startswith("sklearn")
        return real(module, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", guarded)

    data.bundled._table.cache_clear()
    load("iris")


def test_without_scikit_learn_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    data.bundled._table.cache_clear()

    with pytest.raises(UsageError, match="scikit-learn is not installed: `pip install"):
        data.iris("train")
