"""Scenarios of the files of MNIST and CIFAR. Every file is made here, from drawn bytes."""

from __future__ import annotations

import gzip

import torch

from workbook.exercise import scenario
from workbook.probes import raises, unguarded

EX = "image_files"


def drawn_bytes(draw, *shape):
    return draw.integers(*shape, high=256).to(torch.uint8)


def idx(array, sizes=None, start=(0, 0, 8)):
    """Write an idx file, one byte after the other."""
    with unguarded():
        header = bytes([*start, array.dim()])
        for size in sizes or array.shape:
            header += int(size).to_bytes(4, "big")
        return header + bytes(array.flatten().tolist())


def numbers(raw):
    """Bytes as a tensor; anything else as it is."""
    return torch.tensor(list(raw)) if type(raw) in (bytes, bytearray) else raw


@scenario(
    EX,
    weight=3,
    float64=False,
    cases={
        "images": dict(shape=(7, 5, 3)),
        "labels": dict(shape=(300,)),
        "colour": dict(shape=(2, 3, 11, 5)),
    },
)
def test_image_files_idx(m, draw, shape):
    return m.parse_idx(idx(drawn_bytes(draw, *shape)))


@scenario(EX, weight=1, float64=False)
def test_image_files_gzip(m, draw):
    raw = idx(drawn_bytes(draw, 5, 7, 3))
    return m.parse_idx(gzip.compress(raw)), m.parse_idx(gzip.compress(raw, 1))


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_image_files_none(m, draw):
    empty = torch.zeros(0, 5, 3, dtype=torch.uint8)
    return m.parse_idx(idx(empty)), numbers(m.write_idx(empty))


BROKEN = {
    "one byte short": lambda raw: raw[:-1],
    "one byte too many": lambda raw: raw + b"\x07",
    "only a header": lambda raw: raw[:16],
    "half a header": lambda raw: raw[:10],
    "three bytes": lambda raw: raw[:3],
    "begins with something else": lambda raw: b"\x01" + raw[1:],
    "floats": lambda raw: raw[:2] + b"\x0d" + raw[3:],
    "no axis": lambda _raw: b"\x00\x00\x08\x00\x05",
    "half a gzip file": lambda raw: gzip.compress(raw)[:-9],
}


@scenario(
    EX,
    weight=2,
    aspect="robust",
    float64=False,
    cases={name: dict(how=name) for name in BROKEN},
)
def test_image_files_broken(m, draw, how):
    raw = idx(drawn_bytes(draw, 5, 7, 3))
    return raises(lambda: m.parse_idx(BROKEN[how](raw))), m.parse_idx(raw)


@scenario(EX, weight=2, float64=False)
def test_image_files_written(m, draw):
    x, y = drawn_bytes(draw, 3, 7, 5), drawn_bytes(draw, 261)
    return numbers(m.write_idx(x)), numbers(m.write_idx(y)), m.parse_idx(m.write_idx(x))


@scenario(EX, weight=1, aspect="robust", float64=False)
def test_image_files_written_oddly(m, draw):
    x = drawn_bytes(draw, 3, 7, 5)
    return (
        numbers(m.write_idx(x.permute(2, 0, 1))),
        raises(lambda: m.write_idx(x.long())),
        raises(lambda: m.write_idx(x.float())),
    )


def batch(draw, kind, key):
    count = 3
    rows = drawn_bytes(draw, count, 3072).cpu().numpy()
    names = draw.integers(count, high=100).tolist()
    entries = {"batch_label": b"made here", "data": rows, kind: names, "filenames": []}
    if kind == "fine_labels":
        entries["coarse_labels"] = [n // 5 for n in names]
    return {key(name): value for name, value in entries.items()}


@scenario(
    EX,
    weight=3,
    float64=False,
    cases={
        "bytes as keys": dict(kind="labels", key=str.encode),
        "text as keys": dict(kind="labels", key=str),
        "CIFAR-100": dict(kind="fine_labels", key=str.encode),
    },
)
def test_image_files_cifar(m, draw, kind, key):
    given = batch(draw, kind, key)
    return m.parse_cifar_batch(given), given[key("data")], sorted(map(str, given))


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_image_files_cifar_broken(m, draw):
    given = batch(draw, "labels", str)
    short = given | {"labels": given["labels"][:2]}
    narrow = given | {"data": given["data"][:, :3000]}
    return [raises(lambda g=g: m.parse_cifar_batch(g)) for g in (short, narrow)]
