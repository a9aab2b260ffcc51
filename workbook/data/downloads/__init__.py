"""Well-known data sets, downloaded on demand and never for grading.

Every loader takes ``download=False``. Where the files are not there it says what to do; with
``download=True``, or after ``make data NAME=mnist``, they are in ``WORKBOOK_DATA`` or
``datasets/cache/``, with their checksums verified.
"""

from workbook.data.downloads.fetching import obtain
from workbook.data.downloads.manifest import data_sets, find_data_set
from workbook.data.downloads.pictures import (
    cifar10,
    dogs_vs_cats,
    fashion_mnist,
    mnist,
    oxford_pets,
    penn_fudan,
)
from workbook.data.downloads.tasks import conll2003, squad, sst2
from workbook.data.downloads.texts import (
    glove,
    imdb,
    multi30k,
    tatoeba,
    text8,
    time_machine,
    tiny_shakespeare,
)

__all__ = [
    "cifar10",
    "conll2003",
    "data_sets",
    "dogs_vs_cats",
    "fashion_mnist",
    "find_data_set",
    "glove",
    "imdb",
    "mnist",
    "multi30k",
    "obtain",
    "oxford_pets",
    "penn_fudan",
    "squad",
    "sst2",
    "tatoeba",
    "text8",
    "time_machine",
    "tiny_shakespeare",
]
