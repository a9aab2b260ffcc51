"""Project: translate dates, and small sentences, with everything of this chapter.

``draw_translation`` and ``side_by_side`` are given. When your training works, make a figure, then
read what a model says that was trained on English and Chinese::

    from workbook.data.dates import dates
    from workbook.data.phrases import phrases

    translator, losses = train_translator(dates("train"), seed=0)
    draw_translation(translator, losses, dates("test"))
    translator, losses = train_translator(phrases("train"), seed=0)
    side_by_side(translator, phrases("test", 20))
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from .arrays import SPECIALS, build_array, build_vocab, translation_batches
from .decoder import Seq2SeqDecoder
from .encoder import Seq2SeqEncoder
from .losses import masked_ce
from .scores import bleu
from .search import beam_search, greedy_decode
from .teacher import decoder_inputs
from .text import preprocess_nmt

EMBED_SIZE, HIDDEN_SIZE = 64, 96
Pairs = list[tuple[str, str]]


@dataclass
class Translator:
    """Everything that is needed to translate; given."""

    encoder: nn.Module
    decoder: nn.Module
    src_vocab: dict[str, int]
    tgt_vocab: dict[str, int]
    max_len: int  # the most tokens of a translation, <eos> included


def train_translator(
    pairs: Pairs, seed: int, max_steps: int = 250
) -> tuple[Translator, list[float]]:
    """Train an encoder and a decoder on pairs of strings.

    **Source tokens**: ``preprocess_nmt(source).split()``. **Target tokens**: the single characters
    of the target string, as they are, spaces included. (So it suits dates, and Chinese. Nothing may
    be assumed about the target: the tests write their dates in digits of their own.)

    1. Vocabularies with ``build_vocab``, arrays with ``build_array``, wide enough that nothing is
       cut: the longest line and its ``<eos>``. The translator's ``max_len`` is the width of the
       target array.
    2. ``torch.manual_seed(seed)``, then ``Seq2SeqEncoder(V_src, EMBED_SIZE, HIDDEN_SIZE)`` and
       ``Seq2SeqDecoder(V_tgt, EMBED_SIZE, HIDDEN_SIZE)``, one layer, one direction.
    3. ``max_steps`` updates on batches in an order that ``torch.randperm`` draws anew for each pass
       through the data. In each: encode, ``init_state``, decode with teacher forcing, ``masked_ce``
       per token, gradients clipped to norm 1, one step of an optimiser of your choice. Adam with
       1e-2 that falls to 0 along a straight line, and batches of 64, do well.
    4. Note the loss of every step.

    The same ``seed`` must give the same losses. One run should take two seconds, and may take
    fifteen. On 3,500 dates the reference writes 98 of 100 unseen dates without a mistake.

    Args:
        pairs: sources and targets.
        seed: of everything random.
        max_steps: the number of updates.

    Returns:
        The translator, and the list of losses, one float a step.

    """
    raise NotImplementedError("TODO: train_translator")


def translate(translator: Translator, lines: list[str], k: int = 1) -> list[str]:
    """Translate source strings.

    The sources are treated as in training: preprocessed, split, unknown words to ``<unk>``,
    ``<eos>`` at the end. Nothing is cut: the array is as wide as the longest of ``lines`` needs. A
    translation has at most ``max_len`` tokens, ``<eos>`` included. It is returned as one string
    without ``<eos>``; special tokens that the model may produce on the way are left out of it.

    ``k = 1`` decodes **all lines in one batch**, with ``greedy_decode``; a larger ``k`` uses
    ``beam_search`` with ``alpha = 0``, line by line. A line's translation does not depend on the
    other lines. No gradients are recorded, nothing of the translator is changed.

    Args:
        translator: what ``train_translator`` returned, or one with the same fields.
        lines: source strings, perhaps none.
        k: the width of the beam.

    Returns:
        One string for each line.

    """
    raise NotImplementedError("TODO: translate")


def side_by_side(translator: Translator, pairs: Pairs, k: int = 1) -> str:
    """Return a table to read: source, reference and translation, with a mark where they differ."""
    outputs = translate(translator, [source for source, _ in pairs], k)
    rows = []
    for (source, target), output in zip(pairs, outputs, strict=True):
        mark = " " if output == target else "≠"
        rows.append(f"{mark} {source}\n      {target}\n      {output}")
    return "\n".join(rows)


def draw_translation(
    translator: Translator,
    losses: list[float],
    pairs: Pairs,
    path: str | Path = "figures/ch08_translation.png",
) -> Path:
    """Draw the losses of a training and where in the translation its mistakes are; given.

    Args:
        translator: what ``train_translator`` returned.
        losses: the losses that it returned.
        pairs: pairs that were not trained on.
        path: where the picture goes; its folder is made if missing.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    outputs = translate(translator, [source for source, _ in pairs])
    targets = [target for _, target in pairs]
    both = [*zip(outputs, targets, strict=True)]
    exact = sum(output == target for output, target in both) / len(both)
    mean_bleu = sum(bleu([*output], [[*target]], smooth=1) for output, target in both) / len(both)
    places = range(max(map(len, targets)))
    wrong = [sum(o[p : p + 1] != t[p : p + 1] for o, t in both) / len(both) for p in places]
    figure = Figure(figsize=(11, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot(range(1, len(losses) + 1), losses)
    left.set(xlabel="step", ylabel="nats a token", yscale="log", title="training")
    right.bar(places, wrong)
    right.set_xticks([*places], [*max(targets, key=len)])
    right.set(
        xlabel="place (labelled with one of the references)",
        ylabel="share of wrong characters",
        ylim=(0, max(0.05, 1.1 * max(wrong))),
        title=f"{len(both)} unseen: {exact:.3f} exact, mean BLEU {mean_bleu:.3f}",
    )
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
