"""Project: a character GPT, held against the entropy of its source from both sides.

``verdict``, ``write_lines`` and ``draw_char_gpt`` are given. When your training works, run this in
the folder that holds ``ch10_pretrained``::

    import torch
    from ch10_pretrained.project import draw_char_gpt, train_char_gpt, verdict, write_lines
    from workbook.data.corpus import template_corpus

    train, test = (template_corpus(split, grammar="agreement") for split in ("train", "test"))
    to_id = {char: i for i, char in enumerate(train.alphabet)}
    ids = torch.tensor([to_id[char] for char in train.text])
    model, losses = train_char_gpt(ids, len(to_id), seed=0)
    print(write_lines(model, train.alphabet))
    print(verdict(model, train.alphabet, test.text, test.nats))
    print(draw_char_gpt(model, losses, train.alphabet, test.text, train.entropy_per_char))
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .generation import generate
from .gpt import GPT


def split_windows(n: int, T: int, share: float) -> tuple[Tensor, Tensor]:
    """Say where the windows for training and for validation begin, in a text of n ids.

    A window is ``T + 1`` ids long (T inputs, and the T targets that follow them). The **last**
    ``v = round(n · share)`` ids are for validation, the first ``n − v`` for training. No window
    holds ids of both parts. Training windows begin at every place where one fits; validation
    windows begin at the first id of their part and then every T ids, as long as one fits, so that
    no target counts twice.

    Example, n = 20, T = 3, share = 0.4, so v = 8: training windows begin at 0 … 8 (the last holds
    the ids 8 … 11), validation windows at 12 and 15 (12 … 15 and 15 … 18).

    Args:
        n: the number of ids.
        T: the number of inputs in a window.
        share: of the text that is for validation.

    Returns:
        Two int64 tensors of starting places, in order.

    Raises:
        ValueError: if one of them would be empty.

    """
    ### BEGIN SOLUTION
    cut = n - round(n * share)
    if cut <= T or n - cut <= T:
        message = f"{n} ids with a share of {share} leave no window of {T + 1} ids in one part"
        raise ValueError(message)
    return torch.arange(cut - T), torch.arange(cut, n - T, T)
    ### END SOLUTION


def train_char_gpt(
    corpus_ids: Tensor, vocab_size: int, seed: int = 0, max_steps: int = 200
) -> tuple[nn.Module, list[float]]:
    """Train a small GPT to predict the next character.

    Convention: the model that you return is called as ``model(ids)``: ids ``(B, T)``, T up to
    ``model.max_len``, which is at least 48, give logits ``(B, T, V)`` about the characters that
    *follow*. ``logits[b, t]`` depends on ``ids[b, 0 … t]`` only.

    The text comes from a generator whose entropy is known: no honest model has a smaller loss on
    new text on average. Your model should come near that bound from above. After 200 steps it is
    judged on new text of the same source, read from the beginning of a line, 48 characters at a
    time (the id before the line, of a line break, is the first input):

    - the mean loss of two trainings is at most 0.15 nats per character above that of the true
      process, and at most 0.02 below it (further below, there is a leak);
    - it writes sense: drawn from the model itself, at least 70 % of all pairs of neighbouring words
      stand side by side in the source, too;
    - the same ``seed`` gives the same model, another one another.

    The rest is yours to choose. Advice that is enough for full marks: ``GPT`` with max_len 48,
    width 48, 2 heads, a single layer and ``std=0.1`` (0.02 is made for widths near 1000); batches
    of 16 windows of 49 characters from random places; ``torch.optim.AdamW`` on
    ``param_groups(0.01)`` with betas (0.9, 0.99) and a learning rate that rises to 0.02 within the
    first tenth of the steps and then falls to 0 (``OneCycleLR`` does that); the norm of the
    gradient clipped to 1. That takes about a second.

    Args:
        corpus_ids: the training text, ``(N,)``, int64, from 40,000 to 200,000 characters.
        vocab_size: how many characters there are: the ids are ``0 … V − 1``.
        seed: of everything random.
        max_steps: the number of updates, at least 2.

    Returns:
        The model, and the training loss of every step, a list of ``max_steps`` floats.

    """
    ### BEGIN SOLUTION
    torch.manual_seed(seed)
    T, batch_size, lr = 48, 16, 2e-2
    model = GPT(vocab_size, T, 48, 2, 1, std=0.1).to(corpus_ids.device)
    opt = torch.optim.AdamW(model.param_groups(0.01), lr=lr, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(opt, lr, max_steps, pct_start=0.1)
    steps = torch.arange(T + 1, device=corpus_ids.device)
    losses = []
    for _ in range(max_steps):
        starts = torch.randint(len(corpus_ids) - T, (batch_size, 1)).to(steps)
        windows = corpus_ids[starts + steps]  # (B, T + 1)
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        schedule.step()
        losses.append(loss.item())
    return model, losses
    ### END SOLUTION


def write_lines(model: nn.Module, alphabet: str, n: int = 300, seed: int = 0) -> str:
    """Let the model write n characters with your ``generate``, from a line break on; given."""
    u = torch.rand(1, n, generator=torch.Generator().manual_seed(seed))
    ids = generate(model, torch.tensor([[alphabet.index("\n")]]), n, u)
    return "".join(alphabet[i] for i in ids[0, 1:].tolist())


def surprises(model: nn.Module, alphabet: str, text: str) -> Tensor:
    """Return ``−log p`` of every character of a text, window after window; given.

    A line break stands before the text, and the windows do not overlap.
    """
    ids = torch.tensor([alphabet.index(char) for char in "\n" + text])
    nats = []
    with torch.no_grad():
        for begin in range(0, len(text), model.max_len):
            window = ids[begin : begin + model.max_len + 1]
            log_p = model(window[None, :-1])[0].log_softmax(-1)
            nats.append(-log_p.gather(1, window[1:, None])[:, 0])
    return torch.cat(nats)


def verdict(model: nn.Module, alphabet: str, text: str, nats: Tensor) -> str:
    """Hold a model's loss on a text against the truth, from both sides; given.

    Args:
        model: what ``train_char_gpt`` returned.
        alphabet: the character of each id.
        text: new text of the source.
        nats: the true surprise of each of its characters.

    """
    yours, least = float(surprises(model, alphabet, text).mean()), float(nats.mean())
    found = f"your model {yours:.3f}, the source {least:.3f} nats per character: "
    if yours < least - 0.02:
        return found + "BELOW the entropy. Information about the target leaks."
    if yours <= least + 0.15:
        return found + "near the bound, from the honest side."
    return found + "there is more to learn."


def attention_map(model: nn.Module, ids: Tensor) -> Tensor:
    """Return the weights of all heads in the last layer, (heads, T, T), for ids (T,); given.

    It listens to the queries and keys that leave the module ``c_attn`` of the last layer.
    """
    found: list[Tensor] = []
    layer = [part for name, part in model.named_modules() if name.endswith("c_attn")][-1]
    handle = layer.register_forward_hook(lambda _, __, output: found.append(output[0]))
    try:
        with torch.no_grad():
            model(ids[None])
    finally:
        handle.remove()
    q, k, _ = (
        part.unflatten(1, (model.heads, -1)).transpose(0, 1) for part in found[0].chunk(3, 1)
    )
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    future = torch.ones_like(scores, dtype=torch.bool).triu(1)
    return scores.masked_fill(future, -torch.inf).softmax(-1)


def draw_char_gpt(
    model: nn.Module,
    losses: list[float],
    alphabet: str,
    text: str,
    entropy: float,
    path: str | Path = "figures/ch10_char_gpt.png",
) -> Path:
    """Draw the training loss beside the entropy, and where each head looks; given.

    Args:
        model: what ``train_char_gpt`` returned.
        losses: the loss of every step.
        alphabet: the character of each id.
        text: some lines; the first is drawn.
        entropy: the entropy rate of the source, in nats per character.
        path: where the picture goes; its folder is made if missing.

    Returns:
        The path.

    """
    from matplotlib.figure import Figure  # only those who draw need it

    line = "\n" + text.partition("\n")[0][: model.max_len - 1]
    weights = attention_map(model, torch.tensor([alphabet.index(char) for char in line]))
    figure = Figure(figsize=(5 + 4.5 * len(weights), 5), layout="constrained")
    curve, *maps = figure.subplots(1, 1 + len(weights))
    curve.plot(range(1, len(losses) + 1), losses, label="training loss")
    curve.axhline(entropy, color="black", linestyle="--", label=f"entropy {entropy:.3f}")
    curve.set(xlabel="step", ylabel="nats per character", ylim=(0, None))
    curve.legend()
    shown = [char.replace("\n", "¶").replace(" ", "·") for char in line]
    for head, (axes, picture) in enumerate(zip(maps, weights.tolist(), strict=True)):
        axes.imshow(picture, cmap="viridis", vmin=0)
        axes.set_xticks(range(len(line)), shown, fontsize=6)
        axes.set_yticks(range(len(line)), shown, fontsize=6)
        axes.set(title=f"last layer, head {head}", xlabel="key", ylabel="query")
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
