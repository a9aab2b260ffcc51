"""Texts to download: reviews, translations, novels, an encyclopaedia, word vectors."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Literal

from torch import Tensor

from workbook.data.downloads.fetching import obtain
from workbook.data.downloads.splitting import Split, cut, refuse_unless_one_of
from workbook.data.downloads.unpacked import unpacked
from workbook.data.formats.texts import read_glove, read_imdb, read_parallel
from workbook.data.unpacking import read_members
from workbook.errors import UsageError

NINE_ONE = {"train": 9, "validation": 1}
HUNDRED = 100


def imdb(split: Split, *, download: bool = False) -> list[tuple[str, int]]:
    """Return film reviews (Maas et al. 2011; no licence is stated, for research use).

    ``test`` (25,000) is the official one. Of the official training reviews, ``validation`` (2,500)
    has the last tenth of each class and ``train`` (22,500) the rest: reviews of one film stand
    together, so hardly a film is in both.

    Returns:
        Pairs (text, label), 0 negative and 1 positive, negative ones first.

    """
    refuse_unless_one_of("imdb", split, ("train", "validation", "test"))
    archive = obtain("imdb", download=download)["aclImdb_v1.tar.gz"]
    folder = unpacked(archive) / "aclImdb"
    if split == "test":
        return read_imdb(folder / "test")
    reviews = read_imdb(folder / "train")
    classes = [[r for r in reviews if r[1] == label] for label in (0, 1)]
    return [review for own in classes for review in own[cut("imdb", split, NINE_ONE, len(own))]]


def multi30k(
    split: Split, langs: tuple[str, str] = ("en", "de"), *, download: bool = False
) -> list[tuple[str, str]]:
    """Return descriptions of photographs in English and German (Elliott et al. 2016, CC BY-NC-SA).

    ``train`` (29,000), ``validation`` (1,014) and ``test`` (1,000: that of 2016).

    Args:
        split: ``train``, ``validation`` or ``test``.
        langs: source and target, of ``en`` and ``de``.
        download: whether to fetch what is missing, about 1.3 MB.

    Returns:
        Pairs of sentences.

    """
    archives = {
        "train": ("training.tar.gz", "train"),
        "validation": ("validation.tar.gz", "val"),
        "test": ("mmt16_task1_test.tar.gz", "test"),
    }
    refuse_unless_one_of("multi30k", split, archives)
    if set(langs) != {"en", "de"}:
        message = f"multi30k has the languages en and de, not {', '.join(langs)}"
        raise UsageError(message)
    name, stem = archives[split]
    archive = obtain("multi30k", [name], download=download)[name]
    texts = _texts(archive, {f"{stem}.{lang}" for lang in langs})
    return read_parallel(*(texts[f"{stem}.{lang}"] for lang in langs))


def tatoeba(
    pair: Literal["fra-eng", "cmn-eng"], split: Split, *, download: bool = False
) -> list[tuple[str, str]]:
    """Return short sentences in English and French or Chinese (Tatoeba, CC BY 2.0 FR).

    90, 5 and 5 % for ``train``, ``validation`` and ``test``, by a hash of the English side: no
    English sentence is in two splits, however many translations it has. The French file is a frozen
    copy; the Chinese one grows every month, so nobody can know its checksum, and it is used only
    with your consent.

    Returns:
        Pairs (English, French or Chinese).

    """
    refuse_unless_one_of("tatoeba", split, ("train", "validation", "test"))
    members = {"fra-eng": "fra.txt", "cmn-eng": "cmn.txt"}
    refuse_unless_one_of("tatoeba", pair, members)
    archive = obtain("tatoeba", [f"{pair}.zip"], download=download)[f"{pair}.zip"]
    text = _texts(archive, {members[pair]})[members[pair]]
    columns = [line.split("\t") for line in text.split("\n") if "\t" in line]
    return [(c[0], c[1].rstrip("\r")) for c in columns if _split_of(c[0]) == split]


def time_machine(split: Literal["train", "validation"], *, download: bool = False) -> str:
    """Return *The Time Machine* by H. G. Wells (1895, public domain): 90 % to train, then 10 %."""
    return _book("time_machine", "timemachine.txt", split, download)


def tiny_shakespeare(split: Literal["train", "validation"], *, download: bool = False) -> str:
    """Return a million characters of Shakespeare (public domain): 90 % to train, then 10 %."""
    return _book("tiny_shakespeare", "input.txt", split, download)


def text8(split: Split, n: int | None = None, *, download: bool = False) -> str:
    """Return letters a to z and spaces from Wikipedia of 2006 (M. Mahoney, CC BY-SA 3.0).

    100 million characters: the first 90 for ``train``, then 5 for ``validation``, 5 for ``test``.

    Args:
        split: ``train``, ``validation`` or ``test``.
        n: how many characters of the split, from its start; all if unsaid.
        download: whether to fetch what is missing, 31 MB.

    """
    refuse_unless_one_of("text8", split, ("train", "validation", "test"))
    archive = obtain("text8", download=download)["text8.zip"]
    text = _texts(archive, {"text8"})["text8"]
    part = text[cut("text8", split, {"train": 90, "validation": 5, "test": 5}, len(text))]
    return part if n is None else part[:n]


def glove(
    d: Literal[50, 100, 200, 300] = 50, n: int | None = None, *, download: bool = False
) -> tuple[list[str], Tensor]:
    """Return word vectors of 400,000 words (Pennington et al. 2014, PDDL 1.0).

    Args:
        d: how many numbers a vector has.
        n: how many words, the most frequent first; all if unsaid.
        download: whether to fetch what is missing, 862 MB.

    Returns:
        ``words`` and ``vectors`` (V, d) float32.

    """
    refuse_unless_one_of("glove", str(d), ("50", "100", "200", "300"))
    archive = obtain("glove", download=download)["glove.6B.zip"]
    try:
        with (
            zipfile.ZipFile(archive) as opened,
            opened.open(f"glove.6B.{d}d.txt") as stream,
            io.TextIOWrapper(stream, encoding="utf-8", newline="\n") as lines,
        ):
            return read_glove(line for i, line in enumerate(lines) if n is None or i < n)
    except (zipfile.BadZipFile, zlib.error, KeyError, UnicodeDecodeError, EOFError) as error:
        message = f"{archive} is not the archive of GloVe: {error}"
        raise UsageError(message) from error


def _book(name: str, file: str, split: str, download: bool) -> str:  # noqa: FBT001 - private
    refuse_unless_one_of(name, split, NINE_ONE)
    text = obtain(name, download=download)[file].read_text(encoding="utf-8")
    return text[cut(name, split, NINE_ONE, len(text))]


def _texts(archive: Path, names: set[str]) -> dict[str, str]:
    """Return the members of an archive with these names, in whatever folder they lie."""
    found = {
        PurePosixPath(name).name: content.decode()
        for name, content in read_members(archive, lambda name: PurePosixPath(name).name in names)
    }
    if missing := names - set(found):
        message = f"{archive} has no {', '.join(sorted(missing))}: it is another archive"
        raise UsageError(message)
    return found


def _split_of(english: str) -> Split:
    place = zlib.crc32(english.encode()) % HUNDRED
    if place < 90:  # noqa: PLR2004 - 90, 5 and 5 %
        return "train"
    return "validation" if place < 95 else "test"  # noqa: PLR2004
