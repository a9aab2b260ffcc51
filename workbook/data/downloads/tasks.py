"""Three tasks on text, through the Hugging Face library ``datasets`` where that is installed.

Otherwise the official files are read. Both ways give the same: the library is asked only with
``download=True``, and only if the official files are not there already.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any, Literal

from workbook.data.downloads.fetching import obtain
from workbook.data.downloads.splitting import refuse_unless_one_of
from workbook.data.formats.texts import Question, read_conll, read_squad, read_sst
from workbook.data.unpacking import read_members
from workbook.errors import UsageError

TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")


def sst2(split: Literal["train", "validation"], *, download: bool = False) -> list[tuple[str, int]]:
    """Return phrases of film reviews (Socher et al. 2013, GLUE; no licence is stated).

    The official splits: ``train`` (67,349) and ``validation`` (872); the official test sentences
    (1,821) have no public labels.

    Returns:
        Pairs (sentence, label), 0 negative and 1 positive.

    """
    refuse_unless_one_of("sst2", split, ("train", "validation"))
    rows = _from_library("sst2", ("nyu-mll/glue", "sst2"), split) if download else None
    if rows is not None:
        return [(row["sentence"].strip(), row["label"]) for row in rows]
    member = {"train": "train.tsv", "validation": "dev.tsv"}[split]
    return read_sst(_member("sst2", "SST-2.zip", f"SST-2/{member}", download=download))


def conll2003(
    split: Literal["train", "validation", "test"], *, download: bool = False
) -> list[tuple[list[str], list[str]]]:
    """Return sentences in which names are tagged (Tjong Kim Sang and De Meulder 2003).

    The official splits: ``train`` (14,041), ``validation`` (3,250) and ``test`` (3,453). The text
    is of Reuters: for research use.

    Returns:
        Pairs (words, tags): ``O``, and ``B-`` and ``I-`` of ``PER``, ``ORG``, ``LOC``, ``MISC``.

    """
    members = {"train": "train.txt", "validation": "valid.txt", "test": "test.txt"}
    refuse_unless_one_of("conll2003", split, members)
    rows = _from_library("conll2003", ("eriktks/conll2003",), split) if download else None
    if rows is not None:
        return [(row["tokens"], [TAGS[tag] for tag in row["ner_tags"]]) for row in rows]
    return read_conll(_member("conll2003", "conll2003.zip", members[split], download=download))


def squad(split: Literal["train", "validation"], *, download: bool = False) -> list[Question]:
    """Return questions about paragraphs of Wikipedia (Rajpurkar et al. 2016, CC BY-SA 4.0).

    The official splits of SQuAD 1.1: ``train`` (87,599) and ``validation`` (10,570).

    Returns:
        Questions with ``id``, ``question``, ``context`` and ``answers``, pairs (text, start).

    """
    files = {"train": "train-v1.1.json", "validation": "dev-v1.1.json"}
    refuse_unless_one_of("squad", split, files)
    rows = _from_library("squad", ("rajpurkar/squad",), split) if download else None
    if rows is not None:
        return [
            Question(
                row["id"],
                row["question"],
                row["context"],
                tuple(
                    zip(row["answers"]["text"], row["answers"]["answer_start"], strict=True),
                ),
            )
            for row in rows
        ]
    name = files[split]
    return read_squad(obtain("squad", [name], download=download)[name].read_bytes())


def _from_library(name: str, where: tuple[str, ...], split: str) -> Any:
    """Return the rows that ``datasets`` gives, or ``None`` where the official files are to be used.

    A folder called ``datasets`` in the working directory looks like a package to Python, but has no
    file of its own: that is not the library.
    """
    try:
        obtain(name)
    except UsageError:
        spec = importlib.util.find_spec("datasets")
        if spec is None or spec.origin is None:
            return None
        library = importlib.import_module("datasets")
        try:
            return library.load_dataset(*where, split=split)
        except Exception:  # noqa: BLE001 - whatever keeps it from that, the official files remain
            return None
    return None


def _member(name: str, file: str, member: str, *, download: bool) -> str:
    archive = obtain(name, [file], download=download)[file]
    for _, content in read_members(archive, lambda found: found == member):
        return content.decode()
    message = f"{archive} has no {member}: it is another archive"
    raise UsageError(message)
