"""Readers of the formats that well-known data sets come in: bytes or folders in, tensors out."""

from workbook.data.formats.annotations import read_coco, read_voc
from workbook.data.formats.cifar import read_cifar
from workbook.data.formats.idx import read_idx
from workbook.data.formats.pictures import read_dogs_vs_cats, read_oxford_pets, read_penn_fudan
from workbook.data.formats.texts import (
    read_conll,
    read_glove,
    read_imdb,
    read_parallel,
    read_squad,
    read_sst,
)

__all__ = [
    "read_cifar",
    "read_coco",
    "read_conll",
    "read_dogs_vs_cats",
    "read_glove",
    "read_idx",
    "read_imdb",
    "read_oxford_pets",
    "read_parallel",
    "read_penn_fudan",
    "read_squad",
    "read_sst",
    "read_voc",
]
