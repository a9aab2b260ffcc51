"""Tiny archives in the true formats of the well-known data sets.

They let anybody try the real loaders without a download, and our tests do. What is in them is made
up: noise for pictures, and sentences of our own. Their licence is that of the workbook.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

Content = dict[str, bytes]  # file name → what is in it

MNIST_SIZES = {"train": 24, "t10k": 6}
CIFAR_ROWS = 4  # of each of the five batches
CATS, BROKEN = 10, 2
PETS = (("Abyssinian", 1, 1), ("beagle", 5, 2))  # breed, its number, its species
WORDS = "good bad film the a plays slow warm loud kind".split()  # noqa: SIM905 - reads as a line


def fake_archives(root: Path) -> dict[str, list[Path]]:
    """Write every data set that can be downloaded, tiny, as ``root/<data set>/<file>``.

    So ``root`` is a mirror: what ``WORKBOOK_MIRROR`` may name. Two more, ``voc`` and ``coco``, are
    annotations that no loader downloads. Together they have less than 200 kB.

    Returns:
        Data set → its files.

    """
    written: dict[str, list[Path]] = {}
    for name, make in _MAKERS.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in make().items():
            path = folder / file
            path.write_bytes(content)
            written.setdefault(name, []).append(path)
    return written


def _idx() -> Content:
    files = {}
    for part, count in MNIST_SIZES.items():
        images = struct.pack(">4B3I", 0, 0, 8, 3, count, 28, 28) + _noise(part, count * 28 * 28)
        labels = struct.pack(">4BI", 0, 0, 8, 1, count) + bytes(i % 10 for i in range(count))
        files[f"{part}-images-idx3-ubyte.gz"] = gzip.compress(images, mtime=0)
        files[f"{part}-labels-idx1-ubyte.gz"] = gzip.compress(labels, mtime=0)
    return files


def _cifar() -> Content:
    names = [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]
    batches = {f"cifar-10-batches-py/{name}": _cifar_batch(name) for name in names}
    return {"cifar-10-python.tar.gz": _tar({**batches, "cifar-10-batches-py/readme.html": b"<p>"})}


def _cifar_batch(name: str) -> bytes:
    """Return a pickle as Python 2 wrote it: protocol 2, its strings bytes, its array numpy's."""
    data = _noise(name, CIFAR_ROWS * 3072)

    def text(value: bytes) -> bytes:
        return b"U" + bytes([len(value)]) + value

    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\0\x85" + text(b"b") + b"tR"
        b"(K\1K" + bytes([CIFAR_ROWS]) + b"M" + struct.pack("<H", 3072) + b"\x86"
        b"cnumpy\ndtype\n(" + text(b"u1") + b"K\0K\1tR"
        b"(K\3" + text(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
        b"\x89T" + struct.pack("<I", len(data)) + data + b"tb"
    )  # fmt: skip
    labels = b"](" + b"".join(bytes([ord("K"), i % 10]) for i in range(CIFAR_ROWS)) + b"e"
    items = text(b"batch_label") + text(name.encode()) + text(b"labels") + labels
    return b"\x80\2}(" + items + text(b"data") + array + b"u."


def _dogs_vs_cats() -> Content:
    files = {}
    for animal in ("Cat", "Dog"):
        for number in range(CATS):
            picture = _picture(f"{animal}{number}", (20 + number, 24), "JPEG")
            files[f"PetImages/{animal}/{number}.jpg"] = picture
        files[f"PetImages/{animal}/{CATS}.jpg"] = b""
        files[f"PetImages/{animal}/{CATS + 1}.jpg"] = picture[: len(picture) // 3]
        files[f"PetImages/{animal}/Thumbs.db"] = b"not a picture"
    return {"kagglecatsanddogs_5340.zip": _zip({**files, "readme[1].txt": b"made up"})}


def _oxford_pets() -> Content:
    images, annotations, lines = {}, {}, {"trainval": "", "test": ""}
    for part in lines:
        for breed, number, species in PETS:
            name = f"{breed}_{1 if part == 'trainval' else 2}"
            images[f"images/{name}.jpg"] = _picture(name, (30, 20), "JPEG")
            trimap = np.full((20, 30), 2, np.uint8)
            trimap[5:15, 5:15], trimap[6:14, 6:14] = 3, 1
            annotations[f"annotations/trimaps/{name}.png"] = _encoded(trimap, "PNG")
            lines[part] += f"{name} {number} {species} 1\n"
    for part, text in lines.items():
        annotations[f"annotations/{part}.txt"] = f"#Image CLASS-ID SPECIES BREED\n{text}".encode()
    return {"images.tar.gz": _tar(images), "annotations.tar.gz": _tar(annotations)}


def _penn_fudan() -> Content:
    files = {}
    for number in range(1, 18):
        name = f"FudanPed{number:05d}"
        mask = np.zeros((12, 16), np.uint8)
        mask[2:8, 1:4], mask[3:11, 9:13] = 1, 2
        files[f"PennFudanPed/PNGImages/{name}.png"] = _picture(name, (16, 12), "PNG")
        files[f"PennFudanPed/PedMasks/{name}_mask.png"] = _encoded(mask, "PNG")
    return {"PennFudanPed.zip": _zip(files)}


def _imdb() -> Content:
    files = {}
    for part in ("train", "test"):
        for name, rating in (("neg", 2), ("pos", 9)):
            for number in range(10):
                text = f"Film {number} is {name}.<br /><br />{_sentence(number)}"
                files[f"aclImdb/{part}/{name}/{number}_{rating}.txt"] = text.encode()
    files["aclImdb/train/unsup/0_0.txt"] = b"Nobody knows."
    return {"aclImdb_v1.tar.gz": _tar(files)}


def _multi30k() -> Content:
    parts = {"training": ("train", 6), "validation": ("val", 3), "mmt16_task1_test": ("test", 3)}
    files = {}
    for archive, (stem, count) in parts.items():
        english = "".join(f"A dog sees {i} birds.\n" for i in range(count))
        german = "".join(f"Ein Hund sieht {i} Vögel.\n" for i in range(count))
        files[f"{archive}.tar.gz"] = _tar(
            {f"{stem}.en": english.encode(), f"{stem}.de": german.encode(), f"._{stem}.en": b"\0"}
        )
    return files


def _tatoeba() -> Content:
    french = "".join(f"I see {i}.\tJe vois {i}.\tCC-BY 2.0\n" for i in range(60))
    chinese = "".join(f"I see {i}.\t我看见{i}。\tCC-BY 2.0\n" for i in range(60))
    return {
        "fra-eng.zip": _zip({"_about.txt": b"made up", "fra.txt": french.encode()}),
        "cmn-eng.zip": _zip({"_about.txt": b"made up", "cmn.txt": chinese.encode()}),
    }


def _glove() -> Content:
    return {
        "glove.6B.zip": _zip(
            {
                f"glove.6B.{d}d.txt": "".join(
                    f"{word} {' '.join(str((i + j) % 7 / 4) for j in range(d))}\n"
                    for i, word in enumerate(WORDS)
                ).encode()
                for d in (50, 100, 200, 300)
            }
        )
    }


def _sst2() -> Content:
    table = "sentence\tlabel\n" + "".join(f"{_sentence(i)} \t{i % 2}\n" for i in range(6))
    unlabelled = "index\tsentence\n0\tthe film\n"
    members = {"SST-2/train.tsv": table, "SST-2/dev.tsv": table, "SST-2/test.tsv": unlabelled}
    return {"SST-2.zip": _zip({name: text.encode() for name, text in members.items()})}


def _conll() -> Content:
    text = "-DOCSTART- -X- -X- O\n\nAnna NNP B-NP B-PER\nlives VBZ B-VP O\nin IN B-PP O\n"
    text += "New NNP B-NP B-LOC\n"
    text += "York NNP I-NP I-LOC\n. . O O\n\nShe PRP B-NP O\nsings VBZ B-VP O\n"
    return {"conll2003.zip": _zip({f"{n}.txt": text.encode() for n in ("train", "valid", "test")})}


def _squad() -> Content:
    context = "The mill stands at the river. The river is slow."
    answers = [{"text": "The river", "answer_start": 30}]
    asked = {"id": "q1", "question": "What is slow?", "answers": answers}
    article = {"title": "Mills", "paragraphs": [{"context": context, "qas": [asked]}]}
    content = json.dumps({"version": "1.1", "data": [article]}).encode()
    return {"train-v1.1.json": content, "dev-v1.1.json": content}


def _voc() -> Content:
    boxes = (("cat", (1, 1, 10, 8), 0), ("dog", (4, 2, 16, 12), 1))
    objects = "".join(
        f"<object><name>{name}</name><difficult>{hard}</difficult><bndbox>"
        + "".join(
            f"<{c}>{v}</{c}>" for c, v in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
        )
        + "</bndbox></object>"
        for name, box, hard in boxes
    )
    head = "<annotation><filename>1.jpg</filename><size><width>16</width><height>12</height>"
    head += "<depth>3</depth></size>"
    return {"1.xml": f"{head}{objects}</annotation>".encode(), "2.xml": b"<annotation/>"}


def _coco() -> Content:
    images = [{"id": i, "file_name": f"{i}.jpg", "height": 12, "width": 16} for i in (7, 9)]
    annotations = [
        {"id": 1, "image_id": 7, "category_id": 18, "bbox": [1.5, 2, 4, 5], "iscrowd": 0},
        {"id": 2, "image_id": 7, "category_id": 17, "bbox": [0, 0, 16, 12], "iscrowd": 1},
        {"id": 3, "image_id": 7, "category_id": 17, "bbox": [0, 0, 3, 3], "iscrowd": 0},
    ]
    categories = [{"id": 18, "name": "dog"}, {"id": 17, "name": "cat"}]
    parsed = {"images": images, "annotations": annotations, "categories": categories}
    return {"instances.json": json.dumps(parsed).encode()}


def _noise(key: str, count: int) -> bytes:
    """Return bytes with few values, so that they pack well."""
    raw = np.random.PCG64(list(key.encode())).random_raw(count) >> np.uint64(11)
    return (raw % np.uint64(4) * np.uint64(85)).astype(np.uint8).tobytes()


def _picture(key: str, size: tuple[int, int], form: str) -> bytes:
    width, height = size
    return _encoded(
        np.frombuffer(_noise(key, 3 * width * height), np.uint8).reshape(height, width, 3), form
    )


def _encoded(pixels: np.ndarray, form: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, form)
    return out.getvalue()


def _sentence(number: int) -> str:
    return " ".join(WORDS[(number + i) % len(WORDS)] for i in range(5))


def _tar(files: Content) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue(), mtime=0)


def _zip(files: Content) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_MAKERS: dict[str, Callable[[], Content]] = {
    "mnist": _idx,
    "fashion_mnist": _idx,
    "cifar10": _cifar,
    "dogs_vs_cats": _dogs_vs_cats,
    "oxford_pets": _oxford_pets,
    "penn_fudan": _penn_fudan,
    "imdb": _imdb,
    "multi30k": _multi30k,
    "tatoeba": _tatoeba,
    "time_machine": lambda: {"timemachine.txt": b"The clock ran slow. " * 10},
    "tiny_shakespeare": lambda: {"input.txt": b"FIRST:\nSpeak, clock.\n\n" * 10},
    "text8": lambda: {"text8.zip": _zip({"text8": b" the mill at the river"[:20] * 10})},
    "glove": _glove,
    "sst2": _sst2,
    "conll2003": _conll,
    "squad": _squad,
    "voc": _voc,
    "coco": _coco,
}
