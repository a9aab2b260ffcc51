"""Project: a character model, held against the entropy of its source from both sides.

``draw_surprise`` is given. When your training works, run this for a figure of it, in the folder
that holds ``ch06_sequences``::

    import torch
    from ch06_sequences.project import draw_surprise, train_char_rnn
    from workbook.data.corpus import template_corpus

    train, test = template_corpus("train"), template_corpus("test", 3)
    to_id = {char: i for i, char in enumerate(train.alphabet)}
    ids = torch.tensor([to_id[char] for char in train.text])
    model = train_char_rnn(ids, len(to_id), seed=0)
    print(draw_surprise(model, train.alphabet, test.text, test.nats))
"""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from .batches import sequential_batches
from .language_model import RNNLM
from .truncation import tbptt_step


def train_char_rnn(corpus_ids: Tensor, vocab_size: int, seed: int = 0) -> nn.Module:
    """Train a plain recurrent network to predict the next character.

    Convention: the model that you return is called like ``RNNLM``: ``model(ids, state=None)`` maps
    ids ``(B, T)`` to logits ``(B, T, V)`` about the characters that *follow*, and the state after
    the last one. ``logits[b, t]`` must depend on ``ids[b, 0 … t]`` and the state before only.

    The text comes from a generator whose entropy is known: no honest model has a smaller loss on
    new text on average. Your model should come near that bound from above. It is judged on new
    text of the same source, read from the beginning of a line (the id before it, of the line
    break, is the first input):

    - the mean loss is at most 0.15 nats per character above that of the true process, and at
      most 0.02 below it (further below, there is a leak);
    - it is better than a bigram model of the same training text;
    - of the text that it writes, at least 80 % of the words are words of the source;
    - the same ``seed`` gives the same model.

    The rest is yours to choose. Advice that is enough for full marks: ``RNNLM`` with an embedding
    of 16 and 128 hidden units; ``sequential_batches`` of 32 rows and 32 steps with another offset
    each epoch, and the state carried by ``tbptt_step``; Adam with a learning rate of 0.01 that
    falls to 0, the norm of the gradient clipped to 1; some 300 steps. (A step that is too large
    throws the network into saturation, where it learns nothing any more, or to NaN.) It may take
    about five seconds.

    Forbidden: ``torch.nn.RNN`` and everything of its kind.

    Args:
        corpus_ids: the training text, ``(N,)``, int64, from 40,000 to 200,000 characters.
        vocab_size: how many characters there are: the ids are ``0 … V − 1``.
        seed: of everything random.

    Returns:
        The model.

    """
    raise NotImplementedError("TODO: train_char_rnn")


def draw_surprise(
    model: Callable,
    alphabet: str,
    text: str,
    nats: Tensor,
    path: str | Path = "figures/ch06_surprise.png",
) -> Path:
    """Draw how surprised the model is by each character, beside the true surprise; return the path.

    Where the model's line is above the true one it has something to learn; where it is far below,
    it has been lucky, or it has seen the answer. Needs matplotlib, which nothing else here does.

    Args:
        model: what ``train_char_rnn`` returned.
        alphabet: the character of each id.
        text: some lines; up to 120 characters are drawn.
        nats: the true surprise of each character of ``text``.
        path: where the picture goes.

    """
    from matplotlib.figure import Figure

    text = text[:120]
    ids = torch.tensor([[alphabet.index(char) for char in "\n" + text]])
    with torch.no_grad():
        log_p = model(ids[:, :-1])[0][0].log_softmax(-1)
    yours = -log_p.gather(1, ids[0, 1:, None]).flatten()
    figure = Figure(figsize=(16, 3.2), layout="constrained")
    axes = figure.subplots()
    places = range(len(text))
    axes.step(places, nats[: len(text)], where="mid", color="black", label="the source")
    axes.bar(places, yours, color="tab:orange", alpha=0.7, label="your model")
    axes.set_xticks(places, [char.replace("\n", "¶").replace(" ", "·") for char in text])
    mine, least = float(yours.mean()), float(nats[: len(text)].mean())
    axes.set(ylabel="nats", title=f"surprise: {mine:.3f} a character, the source's {least:.3f}")
    axes.legend()
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
