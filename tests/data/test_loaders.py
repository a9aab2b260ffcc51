"""The loaders of real data, on tiny archives in the true formats that a local server serves."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import socket
import sys
import types

import pytest
import torch

from workbook import data
from workbook.data import downloads
from workbook.data.downloads import obtain
from workbook.errors import UsageError

DIGITS = ("mnist", "fashion_mnist")


@pytest.fixture
def ready(shop, fakes, monkeypatch):
    """Everything is in the cache, and the network is gone."""
    monkeypatch.setenv("WORKBOOK_MIRROR", str(fakes))
    for one in shop.sets:
        obtain(one["name"], download=True, consent=lambda _: True, progress=False)
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("the network was used"))
    return shop


def load(name, *arguments, **options):
    return getattr(downloads, name)(*arguments, **options)


def test_every_loader_is_there_by_its_name_alone(shop):
    for one in shop.sets:
        assert getattr(data, one["name"]) is getattr(downloads, one["name"])
    with pytest.raises(AttributeError, match="no attribute 'mnits'"):
        data.mnits  # noqa: B018 - that is what is asked


@pytest.mark.parametrize("name", DIGITS)
def test_digits_are_split_as_their_docstring_says(ready, name):
    parts = {split: load(name, split) for split in ("train", "validation", "test")}

    assert {s: tuple(x.shape) for s, (x, _) in parts.items()} == {
        "train": (22, 1, 28, 28),
        "validation": (2, 1, 28, 28),
        "test": (6, 1, 28, 28),
    }
    for x, y in parts.values():
        assert (x.dtype, y.dtype) == (torch.float32, torch.int64)
        assert 0 <= x.min() <= x.max() <= 1
    assert parts["validation"][1].tolist() == [2, 3]


def test_cifar_is_split_as_its_docstring_says(ready):
    parts = [load("cifar10", split) for split in ("train", "validation", "test")]

    assert [x.shape for x, _ in parts] == [(18, 3, 32, 32), (2, 3, 32, 32), (4, 3, 32, 32)]
    assert parts[1][1].tolist() == [2, 3]


def test_dogs_and_cats_are_split_by_number_and_broken_files_counted(ready):
    parts = [load("dogs_vs_cats", s, 16) for s in ("train", "validation", "test")]

    images, labels = parts[0]
    assert torch.equal(images, parts[0].images)
    assert torch.equal(labels, parts[0].labels)
    assert sum(p.skipped for p in parts) == 4
    assert sum(len(p.labels) for p in parts) == 20
    assert {p.images.dtype for p in parts} == {torch.uint8}
    assert parts[0].images.shape[1:] == (3, 16, 16)
    assert {int(label) for p in parts for label in p.labels} == {0, 1}


def test_a_pet_that_cannot_be_read_is_left_out(ready):
    load("oxford_pets", "test", 20)
    folder = ready.cache / "oxford_pets" / "images.tar.gz.unpacked" / "images"
    (folder / "beagle_2.jpg").write_bytes(b"broken")

    assert load("oxford_pets", "test", 20)["species"].tolist() == [0]


@pytest.mark.parametrize("split", ["trainval", "test"])
def test_pets_have_breed_species_and_trimap(ready, split):
    found = load("oxford_pets", split, 20)

    assert found["image"].shape == (2, 3, 20, 20)
    assert found["breed"].tolist() == [0, 4]
    assert found["species"].tolist() == [0, 1]
    assert found["trimap"].unique().tolist() == [1, 2, 3]


def test_pedestrians_have_masks_and_the_boxes_around_them(ready):
    parts = [load("penn_fudan", split) for split in ("train", "validation", "test")]

    assert [len(p["image"]) for p in parts] == [12, 2, 3]
    assert parts[0]["image"][0].shape == (3, 12, 16)
    assert parts[0]["masks"][0].shape == (2, 12, 16)
    assert parts[0]["boxes"][0].tolist() == [[1, 2, 4, 8], [9, 3, 13, 11]]


def test_reviews_are_split_within_each_class(ready):
    parts = {split: load("imdb", split) for split in ("train", "validation", "test")}

    assert [len(p) for p in parts.values()] == [18, 2, 20]
    assert [label for _, label in parts["validation"]] == [0, 1]
    assert parts["validation"][0][0].startswith("Film 9 is neg. ")
    assert not {t for t, _ in parts["train"]} & {t for t, _ in parts["validation"]}


def test_multi30k_has_both_directions(ready):
    assert [len(load("multi30k", s)) for s in ("train", "validation", "test")] == [6, 3, 3]
    pair = ("A dog sees 0 birds.", "Ein Hund sieht 0 Vögel.")
    assert load("multi30k", "test")[0] == pair
    assert load("multi30k", "test", ("de", "en"))[0] == pair[::-1]


@pytest.mark.parametrize(("pair", "other"), [("fra-eng", "Je vois"), ("cmn-eng", "我看见")])
def test_no_english_sentence_is_in_two_splits(ready, pair, other):
    parts = [load("tatoeba", pair, split) for split in ("train", "validation", "test")]

    assert sum(map(len, parts)) == 60
    assert len({english for part in parts for english, _ in part}) == 60
    assert all(text.startswith(other) for part in parts for _, text in part)
    assert len(parts[0]) > 45


@pytest.mark.parametrize("name", ["time_machine", "tiny_shakespeare"])
def test_nine_tenths_of_a_book_are_to_train(ready, name):
    train, validation = load(name, "train"), load(name, "validation")

    assert abs(len(train) - 9 * len(validation)) < 10


def test_text8_is_split_by_place(ready):
    parts = [load("text8", split) for split in ("train", "validation", "test")]

    assert [len(part) for part in parts] == [180, 10, 10]
    assert load("text8", "train", 7) == parts[0][:7]


@pytest.mark.parametrize("d", [50, 300])
def test_glove_has_vectors_of_the_size_asked_for(ready, d):
    words, vectors = load("glove", d)

    assert vectors.shape == (len(words), d)
    assert load("glove", d, 3)[0] == words[:3]


def test_tasks_are_read_from_the_official_files(ready):
    assert load("sst2", "train")[0] == ("good bad film the a", 0)
    words, tags = load("conll2003", "validation")[0]
    assert (words[0], tags[0], words[4], tags[4]) == ("Anna", "B-PER", "York", "I-LOC")
    assert load("squad", "validation")[0].question == "What is slow?"


@pytest.mark.parametrize("split", ["trian", "all"])
@pytest.mark.parametrize(
    "name", [*DIGITS, "cifar10", "imdb", "sst2", "squad", "text8", "conll2003"]
)
def test_a_split_that_there_is_not_is_told(ready, name, split):
    with pytest.raises(UsageError, match=f"{name} has no split '{split}': train"):
        load(name, split)


def test_languages_that_there_are_not_are_told(ready):
    with pytest.raises(UsageError, match="languages en and de"):
        load("multi30k", "train", ("en", "fr"))


def test_every_loader_says_what_to_do_where_nothing_is_there(shop):
    arguments = {
        "tatoeba": ("fra-eng", "train"),
        "oxford_pets": ("test",),
        "glove": (50,),
    }
    for one in shop.sets:
        with pytest.raises(UsageError, match=f"make data NAME={one['name']}"):
            load(one["name"], *arguments.get(one["name"], ("train",)))


def test_an_archive_that_became_another_is_unpacked_again(ready, fakes):
    load("imdb", "test")
    folder = ready.cache / "imdb" / "aclImdb_v1.tar.gz.unpacked"
    (folder / "aclImdb" / "test" / "neg" / "0_2.txt").unlink()
    assert len(load("imdb", "test")) == 19

    folder.with_name("aclImdb_v1.tar.gz.unpacked.from").write_text("another")

    assert len(load("imdb", "test")) == 20


# ---------------------------------------------------------------------- the library `datasets`


@pytest.fixture
def library(monkeypatch):
    """A stand-in for the Hugging Face library, and what it was asked for."""
    asked = []
    module = types.ModuleType("datasets")
    module.__spec__ = importlib.machinery.ModuleSpec("datasets", None, origin="datasets.py")
    rows = {
        "nyu-mll/glue": [{"sentence": "fine ", "label": 1}],
        "eriktks/conll2003": [{"tokens": ["Anna"], "ner_tags": [1]}],
        "rajpurkar/squad": [
            {
                "id": "1",
                "question": "Who?",
                "context": "Anna",
                "answers": {"text": ["Anna"], "answer_start": [0]},
            }
        ],
    }

    def load_dataset(name, *more, split):
        asked.append((name, *more, split))
        return rows[name]

    module.load_dataset = load_dataset
    monkeypatch.setitem(sys.modules, "datasets", module)
    return asked


def test_the_library_is_asked_where_it_is_installed(shop, library):
    assert downloads.sst2("validation", download=True) == [("fine", 1)]
    assert downloads.conll2003("test", download=True) == [(["Anna"], ["B-PER"])]
    assert downloads.squad("train", download=True)[0].answers == (("Anna", 0),)
    assert library[0] == ("nyu-mll/glue", "sst2", "validation")
    assert shop.server.asked == []


def test_the_library_is_not_asked_without_download(shop, library):
    with pytest.raises(UsageError, match="make data NAME=sst2"):
        downloads.sst2("train")

    assert library == []


def test_where_the_library_fails_the_official_files_remain(shop, library, monkeypatch):
    def fails(*_, **__):
        message = "the hub does not answer"
        raise ConnectionError(message)

    monkeypatch.setattr(sys.modules["datasets"], "load_dataset", fails)

    assert downloads.sst2("train", download=True)[0] == ("good bad film the a", 0)


def test_our_own_folder_of_that_name_is_not_the_library(shop, monkeypatch):
    monkeypatch.delitem(sys.modules, "datasets", raising=False)
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda _: importlib.machinery.ModuleSpec("datasets", None)
    )

    assert downloads.sst2("train", download=True)
