"""Texts: film reviews, tagged sentences, questions with answers, parallel lines, word vectors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from workbook.errors import UsageError

REVIEW = re.compile(r"(\d+)_(\d+)\.txt")


def read_imdb(folder: Path) -> list[tuple[str, int]]:
    """Return the labelled reviews of one half of aclImdb, such as ``aclImdb/train``.

    The label comes from the folder, ``neg`` (0) or ``pos`` (1); ``unsup`` has no labels and is left
    out. Files stand in the order of their numbers, negative ones first, and reviews of one film
    have neighbouring numbers. The tag ``<br />`` becomes a space.

    Returns:
        Pairs (text, label).

    """
    reviews = []
    for label, name in enumerate(("neg", "pos")):
        if not (folder / name).is_dir():
            message = f"{folder} has no folder '{name}': it is no half of aclImdb"
            raise UsageError(message)
        numbered = [
            (int(match[1]), path)
            for path in (folder / name).iterdir()
            if (match := REVIEW.fullmatch(path.name))
        ]
        for _, path in sorted(numbered):
            text = path.read_text(encoding="utf-8")
            reviews.append((" ".join(text.replace("<br />", " ").split()), label))
    return reviews


def read_sst(content: str) -> list[tuple[str, int]]:
    """Return the pairs (sentence, label) of a table of SST-2; its first line names the columns."""
    head, *lines = content.replace("\r\n", "\n").split("\n")  # other signs stand in sentences
    if head.split("\t") != ["sentence", "label"]:
        message = f"not a labelled table of SST-2: its columns are {head.split()}"
        raise UsageError(message)
    rows = [line.rsplit("\t", 1) for line in lines if line.strip()]
    return [(sentence.strip(), int(label)) for sentence, label in rows]


def read_conll(content: str) -> list[tuple[list[str], list[str]]]:
    """Return the sentences of a CoNLL-2003 file: words, and their tags for names.

    One word a line, its columns divided by spaces: the word comes first and the tag last. An empty
    line ends a sentence, and ``-DOCSTART-`` a document.

    Returns:
        Pairs (words, tags) of equal length.

    """
    sentences: list[tuple[list[str], list[str]]] = []
    words: list[str] = []
    tags: list[str] = []
    for line in [*content.split("\n"), ""]:
        columns = line.split()
        if columns and columns[0] != "-DOCSTART-":
            words.append(columns[0])
            tags.append(columns[-1])
        elif words:
            sentences.append((words, tags))
            words, tags = [], []
    return sentences


@dataclass(frozen=True)
class Question:
    """A question about a paragraph; each answer is a part of it.

    Attributes:
        id: of the question.
        question: its text.
        context: the paragraph.
        answers: pairs (text, start): ``context[start : start + len(text)] == text``.

    """

    id: str
    question: str
    context: str
    answers: tuple[tuple[str, int], ...]


def read_squad(content: bytes) -> list[Question]:
    """Return the questions of a SQuAD 1.1 file, with the places of their answers.

    A place that is off by a character or two is put right. An answer that is not even near its
    place is left out: another that reads the same, elsewhere in the paragraph, may mean another
    thing.
    """
    try:
        return [
            Question(
                asked["id"],
                asked["question"],
                paragraph["context"],
                tuple(
                    (answer["text"], start)
                    for answer in asked["answers"]
                    for start in _found(paragraph["context"], **answer)
                ),
            )
            for article in json.loads(content)["data"]
            for paragraph in article["paragraphs"]
            for asked in paragraph["qas"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        message = f"not a SQuAD file: {type(error).__name__}: {error}"
        raise UsageError(message) from error


def _found(context: str, text: str, answer_start: int) -> list[int]:
    """Return where an answer stands, as a list of one place or none."""
    near = (answer_start + off for off in (0, -1, 1, -2, 2))
    return [at for at in near if at >= 0 and context.startswith(text, at)][:1]


def read_parallel(left: str, right: str) -> list[tuple[str, str]]:
    """Return the pairs of lines of two texts that are translations of each other, line by line."""
    # Only \n ends a line: some sentences hold other signs that `splitlines` would cut at.
    lines = [text.replace("\r\n", "\n").removesuffix("\n").split("\n") for text in (left, right)]
    if len(lines[0]) != len(lines[1]):
        message = f"one text has {len(lines[0])} lines, its translation {len(lines[1])}"
        raise UsageError(message)
    pairs = [(a.strip(), b.strip()) for a, b in zip(*lines, strict=True)]
    return [pair for pair in pairs if any(pair)]


def read_glove(lines: Iterable[str]) -> tuple[list[str], Tensor]:
    """Return words and their vectors: a line is a word and its numbers, divided by spaces.

    Returns:
        ``words``, V of them, and ``vectors`` (V, d) float32.

    """
    words, rows = [], []
    for line in lines:
        word, _, numbers = line.rstrip("\n").partition(" ")
        row = np.array(numbers.split(" "), dtype=np.float32)
        if rows and row.shape != rows[0].shape:
            message = f"the vector of {word!r} has {len(row)} numbers, others have {len(rows[0])}"
            raise UsageError(message)
        words.append(word)
        rows.append(row)
    return words, torch.from_numpy(np.stack(rows))
