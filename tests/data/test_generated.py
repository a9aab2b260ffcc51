"""Generated data: the same everywhere, split by streams, and as their docstrings say."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from workbook.data import captions, curves, mixtures, opinions, photos, questions, roles, scaling
from workbook.data import preferences as liked
from workbook.data.bits import SPLITS, Bits
from workbook.data.corpus import prose_corpus
from workbook.data.long_prose import long_prose_corpus
from workbook.errors import UsageError

SPLIT = {
    "poly_data": curves.poly_data,
    "shape_captions": captions.shape_captions,
    "role_corpus": roles.role_corpus,
    "reviews": opinions.reviews,
    "paraphrases": questions.paraphrases,
    "preferences": liked.preferences,
}
GOLDEN = {
    "poly_data": "92f0d1137f87aa26",
    "shape_captions": "369e801d2b3a75ee",
    "role_corpus": "619e4d0f304ce325",
    "reviews": "e4a173dc7ec87893",
    "paraphrases": "b46a6396d7d172e9",
    "preferences": "809f66d5bbbf2c6c",
}


def rows(data):
    """The rows of what a loader returned: strings, pairs, or tensors zipped."""
    return list(zip(*data, strict=True)) if isinstance(data, tuple) else data


def digest(value):
    sha = hashlib.sha256()

    def add(one):
        if isinstance(one, torch.Tensor):
            sha.update(one.contiguous().numpy().tobytes())
        elif isinstance(one, list | tuple):
            for each in one:
                add(each)
        else:
            sha.update(str(one).encode())

    add(value)
    return sha.hexdigest()[:16]


@pytest.fixture(params=SPLIT)
def load(request):
    return SPLIT[request.param]


@pytest.mark.parametrize("name", SPLIT)
def test_the_data_are_those_that_were_recorded(name):
    assert digest([SPLIT[name](split) for split in SPLITS]) == GOLDEN[name]


@pytest.mark.parametrize(
    ("value", "recorded"),
    [
        (liked.demos, "3771cf12e869f0c4"),
        (lambda: list(scaling.scaling_runs().values()), "d56f5acef8651e11"),
        (mixtures.gauss_mix, "80d3d1999b180373"),
        (lambda: curves.quadratic((1.0, 4.0, 10.0), 1).matrix, "060af2d2f9b352f5"),
    ],
    ids=["demos", "scaling_runs", "gauss_mix", "quadratic"],
)
def test_what_has_no_splits_is_as_recorded_too(value, recorded):
    assert digest(value()) == recorded


def test_every_split_has_the_size_of_its_docstring_and_rows_of_its_own(load):
    parts = {split: rows(load(split)) for split in SPLITS}
    sizes = importlib.import_module(load.__module__).SIZES

    assert {split: len(part) for split, part in parts.items()} == sizes
    assert str(parts["train"][:20]) != str(parts["test"][:20])


def test_fewer_rows_are_the_first_of_many_and_another_seed_has_others(load):
    few, many = rows(load("validation", 10)), rows(load("validation", 20))

    if load is not curves.poly_data and load is not liked.preferences:  # drawn column by column
        assert str(few) == str(many[:10])
    assert str(rows(load("validation", 20, seed=1))) != str(many)
    assert rows(load("validation", 0)) == []


def test_a_split_that_there_is_not_is_told(load):
    with pytest.raises(UsageError, match="trian"):
        load("trian")


def test_no_global_generator_is_touched_and_nothing_is_printed(load, capfd):
    state = torch.get_rng_state()

    load("validation")

    assert torch.equal(state, torch.get_rng_state())
    assert capfd.readouterr() == ("", "")


# --------------------------------------------------------------------------------------- bits


def test_normal_numbers_are_normal_and_exact():
    z = torch.from_numpy(Bits(0).normal(20_000))

    assert torch.equal(z.float().double(), z)
    assert abs(z.mean()) < 0.03
    assert abs(z.std() - 1) < 0.03
    assert abs((z.abs() < 1).double().mean() - 0.6827) < 0.02


def test_streams_of_other_keys_are_other_streams():
    assert not np.array_equal(Bits(1, 2).below(1 << 30, 8), Bits(2, 1).below(1 << 30, 8))


# ------------------------------------------------------------------------------------- curves


def test_points_lie_on_the_cubic_where_there_is_no_noise():
    x, y = curves.poly_data("test", noise=0.0)

    assert (x.shape, x.dtype, y.shape) == ((100, 1), torch.float32, (100, 1))
    expected = 0.25 - x - 0.5 * x**2 + 2 * x**3
    assert (y - expected).abs().max() < 2e-4


def test_a_quadratic_has_the_eigenvalues_asked_for():
    eigs = (0.5, 3.0, 10.0, 100.0)
    f = curves.quadratic(eigs, seed=3)

    assert torch.allclose(torch.linalg.eigvalsh(f.matrix), torch.tensor(eigs).double())
    assert torch.equal(f.matrix, f.matrix.T)
    assert f(f.centre) == 0
    x = torch.zeros(2, 4, dtype=torch.float64, requires_grad=True)
    (gradient,) = torch.autograd.grad(f(x).sum(), x)
    assert torch.allclose(gradient, (x - f.centre) @ f.matrix)


def test_rosenbrock_is_least_at_one_one():
    x = torch.tensor([[1.0, 1.0], [-1.2, 1.0]])

    assert curves.rosenbrock(x).tolist() == pytest.approx([0, 24.2])


# ----------------------------------------------------------------------------------- captions


def test_training_never_shows_the_unseen_things_and_every_test_does():
    parts = {split: captions.shape_captions(split)[1] for split in SPLITS}
    unseen = [" ".join(thing) for thing in captions.UNSEEN]

    for split in ("train", "validation"):
        assert not any(thing in caption for caption in parts[split] for thing in unseen)
    assert all(any(c.startswith(f"a {thing} ") for thing in unseen) for c in parts["test"])
    words = {word for caption in parts["train"] for word in caption.split()}
    assert {word for caption in parts["test"] for word in caption.split()} <= words


def test_things_stand_where_the_caption_says():
    images, texts = captions.shape_captions("train", 60)
    assert (images.shape, images.dtype) == ((60, 3, 32, 32), torch.float32)

    for image, text in zip(images, texts, strict=True):
        bright = image.max(0).values > 0.5
        for place, half in {
            "left of": bright[:, :16],
            "right of": bright[:, 16:],
            "above": bright[:16],
            "below": bright[16:],
        }.items():
            if place in text:
                small = text.startswith("a small")
                assert 15 < half.sum() < (50 if small else 170)


# -------------------------------------------------------------------------------------- words


def test_gender_and_rank_are_told_by_words_of_their_own():
    lines = roles.role_corpus()

    assert {line.split()[1] for line in lines} == {w for pair in roles.ROLES for w in pair}
    for line in lines:
        assert (" his " in line) == (line.split()[1] in {"king", "prince", "man", "boy"})
    assert len(roles.analogies()) == len(set(roles.analogies())) == 12
    assert ("man", "king", "woman", "queen") in [(c, a, d, b) for a, b, c, d in roles.analogies()]


def test_a_review_is_what_most_of_its_clauses_say():
    for text, label in opinions.reviews("validation"):
        votes = [
            (clause.split()[-1] in opinions.PRAISE) != (" not " in clause)
            for clause in text.split(" and ")
        ]
        assert label == (2 * sum(votes) > len(votes))


def test_no_review_is_in_two_splits_and_words_alone_say_little():
    parts = [opinions.reviews(split) for split in SPLITS]
    texts = [{text for text, _ in part} for part in parts]

    assert not (texts[0] & texts[1] | texts[0] & texts[2] | texts[1] & texts[2])
    for word in (*opinions.PRAISE, *opinions.BLAME, "not"):
        with_it = [label for text, label in parts[0] if f" {word}" in text]
        assert 0.35 < sum(with_it) / len(with_it) < 0.65


def test_no_meaning_is_in_two_splits_and_hardly_a_word_in_both_sides():
    parts = [questions.paraphrases(split) for split in SPLITS]

    asked = [question for part in parts for question, _ in part]
    assert len(asked) == len(set(asked)) == 800
    for first, second in parts[0]:
        assert len(set(first.split()) & set(second.split())) <= 1
    words = {word for pair in parts[0] for text in pair for word in text.split()}
    assert {word for pair in parts[2] for text in pair for word in text.split()} <= words


def test_more_meanings_than_there_are_are_refused():
    with pytest.raises(UsageError, match="n 101"):
        questions.paraphrases("test", 101)


@pytest.mark.parametrize(
    ("language", "size", "recorded"),
    [("en", 30_000, "3349b0e48c55af2a"), ("zh", 20_000, "4d5015a99780dbdb")],
)
def test_the_long_prose_begins_with_the_short_and_is_split_by_paragraphs(language, size, recorded):
    text = long_prose_corpus(language)

    assert len(text.encode()) > size
    assert hashlib.sha256(text.encode()).hexdigest().startswith(recorded)
    assert text.startswith(prose_corpus(language))
    parts = [long_prose_corpus(language, split).rstrip("\n").split("\n\n") for split in SPLITS[:2]]
    assert sorted(parts[0] + parts[1]) == sorted(text.rstrip("\n").split("\n\n"))


def test_prose_in_another_language_is_told():
    with pytest.raises(UsageError, match="'fr'"):
        long_prose_corpus("fr")


# ------------------------------------------------------------------------ preferences and laws


def test_the_better_row_is_preferred_as_often_as_the_model_says():
    chosen, rejected = liked.preferences("train", 20_000)
    margin = liked.true_reward(chosen) - liked.true_reward(rejected)

    assert chosen.shape == rejected.shape == (20_000, 8)
    for size in (1, 2, 3):
        wins, losses = (margin == size).sum(), (margin == -size).sum()
        assert abs(wins / (wins + losses) - 1 / (1 + math.exp(-size))) < 0.03


def test_demonstrations_are_better_than_chance():
    rewards = liked.true_reward(liked.demos(4000))

    assert 1.6 < rewards.mean() < 1.9


def test_runs_follow_the_law():
    runs = scaling.scaling_runs()
    clean = torch.tensor(
        [
            scaling.true_loss(n, d)
            for n, d in zip(runs["N"].tolist(), runs["D"].tolist(), strict=True)
        ]
    )

    assert {key: column.shape for key, column in runs.items()} == dict.fromkeys("NDL", (36,))
    assert 0.001 < (runs["L"] / clean - 1).std() < 0.005
    assert torch.allclose(scaling.scaling_runs(noise=0)["L"], clean.double(), atol=1e-5)


def test_the_mixture_has_the_weights_and_the_density_of_its_table():
    x, y = mixtures.gauss_mix(20_000)
    assert ((y.bincount() / len(y)) - torch.tensor([8, 5, 3]) / 16).abs().max() < 0.02
    for k, (mean, deviation) in enumerate(zip(mixtures.MEANS, mixtures.DEVIATIONS, strict=True)):
        own = x[y == k]
        assert (own.mean(0) - torch.tensor(mean)).abs().max() < 0.05
        assert (own.std(0) - deviation).abs().max() < 0.05

    grid = torch.cartesian_prod(*[torch.linspace(-8, 8, 321, dtype=torch.float64)] * 2)
    mass = mixtures.gauss_mix_log_density(grid).exp().sum() * 0.05**2
    assert abs(mass - 1) < 1e-6


@pytest.mark.parametrize(
    "call",
    [
        lambda: curves.poly_data(noise=-1),
        lambda: curves.quadratic(()),
        lambda: scaling.scaling_runs(noise=-1),
        lambda: mixtures.gauss_mix(-1),
    ],
)
def test_what_cannot_be_is_refused(call):
    with pytest.raises(UsageError):
        call()


# ------------------------------------------------------------------------------------- photos


def test_the_photos_are_there():
    china, flower = photos.sample_photos()

    assert china.shape == flower.shape == (3, 427, 640)
    assert china.dtype == torch.uint8
    assert not torch.equal(china, flower)


def test_without_scikit_learn_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(UsageError, match="scikit-learn is not installed"):
        photos.sample_photos()


# ------------------------------------------------------------------------------------- pages


def test_every_page_that_the_table_links_is_there():
    folder = Path(__file__).parents[2] / "datasets"
    linked = set(re.findall(r"\]\(([\w.]+)\)", (folder / "README.md").read_text(encoding="utf-8")))

    assert len(linked) > 15
    assert {name for name in linked if not (folder / name).is_file()} == set()
