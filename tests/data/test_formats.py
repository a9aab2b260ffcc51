"""The readers, on bytes that are as they should be and on bytes that are not."""

from __future__ import annotations

import os
import pickle
import struct

import numpy as np
import pytest
import torch

from workbook.data.fakes import _cifar_batch, fake_archives
from workbook.data.formats import (
    read_cifar,
    read_coco,
    read_conll,
    read_dogs_vs_cats,
    read_glove,
    read_idx,
    read_imdb,
    read_parallel,
    read_squad,
    read_sst,
    read_voc,
)
from workbook.errors import UsageError


def test_the_archives_are_tiny_and_the_same_each_time(tmp_path):
    first, second = fake_archives(tmp_path / "a"), fake_archives(tmp_path / "b")

    size = sum(path.stat().st_size for paths in first.values() for path in paths)
    assert size < 200_000
    for name, paths in first.items():
        assert [p.read_bytes() for p in paths] == [p.read_bytes() for p in second[name]]


# ----------------------------------------------------------------------------------------- idx


def test_idx_is_read_big_endian():
    content = struct.pack(">4B2I6h", 0, 0, 11, 2, 2, 3, 1, -2, 300, 4, 5, 6)

    x = read_idx(content)

    assert x.tolist() == [[1, -2, 300], [4, 5, 6]]
    assert x.dtype == torch.int16


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b + b"\0", lambda b: b[:6]])
def test_an_idx_file_of_the_wrong_length_is_told(change):
    with pytest.raises(UsageError, match="bytes; this one has"):
        read_idx(change(struct.pack(">4BI3B", 0, 0, 8, 1, 3, 1, 2, 3)))


@pytest.mark.parametrize("content", [b"", b"\1\0\x08\1", b"\0\0\x07\1", b"PK\3\4"])
def test_what_is_no_idx_is_told(content):
    with pytest.raises(UsageError, match="not an idx file"):
        read_idx(content)


# --------------------------------------------------------------------------------------- CIFAR


def test_a_batch_is_read_plane_by_plane():
    images, labels = read_cifar(_cifar_batch("data_batch_1"))

    assert (images.shape, images.dtype) == ((4, 3, 32, 32), torch.uint8)
    assert labels.tolist() == [0, 1, 2, 3]
    theirs = pickle.loads(  # noqa: S301 - we made it
        _cifar_batch("data_batch_1").replace(b"numpy.core", b"numpy._core"), encoding="bytes"
    )
    assert torch.equal(images.flatten(1), torch.from_numpy(theirs[b"data"]))


def test_a_batch_that_numpy_of_today_wrote_is_read_without_its_numbers_run():
    with pytest.raises(UsageError, match=r"it names _codecs\.encode"):
        read_cifar(pickle.dumps({b"data": np.zeros((1, 3072), np.uint8), b"labels": [1]}, 2))


class Runs:
    def __init__(self, call, *arguments):
        self.call, self.arguments = call, arguments

    def __reduce__(self):
        return self.call, self.arguments


@pytest.mark.parametrize(
    "hostile",
    [
        Runs(os.system, "touch hostile"),
        Runs(eval, "1"),
        Runs(getattr, {}, "pop"),
        Runs(np.load, "x"),
        Runs(np.zeros, 1 << 40),
        np.array([Runs(os.getcwd)], dtype=object),
    ],
    ids=["system", "eval", "getattr", "numpy.load", "numpy.zeros", "object array"],
)
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_that_names_anything_else_is_refused(hostile, protocol, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    with pytest.raises(UsageError, match="not a CIFAR batch: "):
        read_cifar(pickle.dumps({b"data": hostile, b"labels": [1]}, protocol))

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "change",
    [
        lambda b: b[:-9],
        lambda _: b"",
        lambda _: b"\x80\2}.",
        lambda b: b.replace(b"U\2u1", b"U\2O8"),
        lambda b: b.replace(b"K\4M", b"K\5M"),
        lambda b: b.replace(b"U\4data", b"U\4dada"),
    ],
    ids=["cut", "empty", "no data", "objects", "too few bytes", "another key"],
)
def test_a_spoiled_batch_is_told(change):
    with pytest.raises(UsageError, match="not a CIFAR batch"):
        read_cifar(change(_cifar_batch("data_batch_1")))


# --------------------------------------------------------------------------------------- boxes


def test_voc_counts_from_one_and_ours_from_zero(fakes):
    found = read_voc((fakes / "voc" / "1.xml").read_bytes(), ("cat", "dog"))

    assert found["boxes"].tolist() == [[0, 0, 10, 8], [3, 1, 16, 12]]
    assert found["labels"].tolist() == [0, 1]
    assert found["difficult"].tolist() == [False, True]


def test_voc_without_objects_has_boxes_of_four_columns(fakes):
    found = read_voc((fakes / "voc" / "2.xml").read_bytes(), ("cat",))

    assert [x.shape for x in found.values()] == [(0, 4), (0,), (0,)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>', "declares entities"),
        (b"<annotation><object>", "not a VOC annotation"),
        (b"<annotation><object><name>cat</name></object></annotation>", "bndbox/xmin"),
        (b"", "not a VOC annotation"),
    ],
)
def test_what_is_no_voc_is_told(content, told):
    with pytest.raises(UsageError, match=told):
        read_voc(content, ("cat",))


def test_voc_with_an_unknown_class_is_told(fakes):
    with pytest.raises(UsageError, match="not a VOC annotation of the classes cat"):
        read_voc((fakes / "voc" / "1.xml").read_bytes(), ("cat",))


def test_coco_boxes_become_corners_and_crowds_are_left_out(fakes):
    found = read_coco((fakes / "coco" / "instances.json").read_bytes())

    assert found[7]["boxes"].tolist() == [[1.5, 2, 5.5, 7], [0, 0, 3, 3]]
    assert found[7]["labels"].tolist() == [1, 0]  # cat is 17, dog 18
    assert (found[7]["file"], found[7]["size"]) == ("7.jpg", (12, 16))
    assert found[9]["boxes"].shape == (0, 4)


@pytest.mark.parametrize("content", [b"[]", b"{}", b"{", b'{"categories": 1}'])
def test_what_is_no_coco_is_told(content):
    with pytest.raises(UsageError, match="not a COCO"):
        read_coco(content)


# --------------------------------------------------------------------------------------- texts


def test_imdb_takes_the_label_from_the_folder(tmp_path):
    for name in ("neg/10_9", "neg/9_1", "pos/0_2", "unsup/1_0"):
        path = tmp_path / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"It is<br /><br />{name}", encoding="utf-8")

    assert read_imdb(tmp_path) == [
        ("It is neg/9_1", 0),
        ("It is neg/10_9", 0),
        ("It is pos/0_2", 1),
    ]


def test_a_folder_that_is_no_imdb_is_told(tmp_path):
    with pytest.raises(UsageError, match="no folder 'neg'"):
        read_imdb(tmp_path)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_conll_ends_a_sentence_at_an_empty_line(end):
    text = end.join(["-DOCSTART- O", "", "Anna NNP B-PER", "sings VBZ O", "", "", "Yes UH O"])

    assert read_conll(text) == [(["Anna", "sings"], ["B-PER", "O"]), (["Yes"], ["O"])]


def test_squad_answers_stand_where_they_say(fakes):
    (question,) = read_squad((fakes / "squad" / "dev-v1.1.json").read_bytes())

    assert question.answers == (("The river", 30),)


@pytest.mark.parametrize(
    ("told", "found"),
    [(b"29", (("The river", 30),)), (b"32", (("The river", 30),)), (b"20", ()), (b"-9", ())],
)
def test_a_squad_answer_is_found_near_its_place_or_left_out(fakes, told, found):
    content = (fakes / "squad" / "dev-v1.1.json").read_bytes()

    (question,) = read_squad(content.replace(b"30", told))

    assert question.answers == found


@pytest.mark.parametrize("content", [b"", b"[]", b'{"data": [{}]}'])
def test_what_is_no_squad_is_told(content):
    with pytest.raises(UsageError, match="not a SQuAD file"):
        read_squad(content)


def test_an_unlabelled_table_of_sst_is_told():
    with pytest.raises(UsageError, match="not a labelled table"):
        read_sst("index\tsentence\n0\tgood")


def test_parallel_texts_are_cut_at_line_feeds_alone():
    assert read_parallel("a\u2028b\r\nc\n\n", "d\ne\n\n") == [("a\u2028b", "d"), ("c", "e")]
    assert read_sst("sentence\tlabel\na\x85b\t1\n") == [("a\x85b", 1)]


def test_texts_that_are_not_parallel_are_told():
    with pytest.raises(UsageError, match="one text has 1 lines, its translation 2"):
        read_parallel("a\n", "b\nc\n")


def test_glove_vectors_are_all_of_one_length():
    words, vectors = read_glove(["the 1 2\n", "a 0.5 -1\n"])

    assert (words, vectors.tolist()) == (["the", "a"], [[1, 2], [0.5, -1]])
    with pytest.raises(UsageError, match="the vector of 'b' has 1 numbers"):
        read_glove(["a 1 2\n", "b 1\n"])


# ------------------------------------------------------------------------------------- pictures


def test_pictures_that_cannot_be_read_are_counted(tmp_path):
    for name in ("Cat", "Dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "0.jpg").write_bytes(b"")

    found = read_dogs_vs_cats(tmp_path, 8)

    assert (found.images.shape, found.skipped) == ((0, 3, 8, 8), 2)


def test_a_folder_without_cats_is_told(tmp_path):
    with pytest.raises(UsageError, match="no folder 'Cat'"):
        read_dogs_vs_cats(tmp_path)
