"""GPT-3: how large, how dear, how to ask and how to read the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def gpt_param_count(layers: int, d: int, vocab_size: int, max_len: int) -> int:
    """Count the parameters of a model of the GPT-2 and GPT-3 family without making it.

    The architecture is that of ``GPT`` in this chapter: token and position embeddings; in every
    layer two LayerNorms, a fused query-key-value layer, its projection, and a perceptron of width
    4d, all with biases; a last LayerNorm; the head is tied. The number of heads plays no part.

    Args:
        layers: L.
        d: the width.
        vocab_size: V.
        max_len: the number of positions.

    Returns:
        The exact number, a Python int: 124 439 808 for (12, 768, 50 257, 1024), GPT-2 small, and
        174 604 259 328 for (96, 12 288, 50 257, 2048), GPT-3.

    """
    ### BEGIN SOLUTION
    attention = 4 * d * d + 4 * d
    perceptron = 8 * d * d + 5 * d
    norms = 4 * d
    embeddings = (vocab_size + max_len) * d
    return embeddings + layers * (attention + perceptron + norms) + 2 * d
    ### END SOLUTION


def train_flops(n_params: int, n_tokens: int) -> int:
    """Estimate the floating-point operations of a training run.

    A multiplication and an addition are two operations. Forward, every parameter is multiplied and
    added once for every token; backward costs twice as much as forward (the gradient by the inputs
    and that by the weights). Attention's own products are left out.

    Args:
        n_params: N.
        n_tokens: D, all tokens read in training.

    Returns:
        The number of operations. Example: N = 10, D = 100 gives 6000.

    """
    ### BEGIN SOLUTION
    return 6 * n_params * n_tokens
    ### END SOLUTION


def fewshot_prompt(task: str, shots: Sequence[tuple[str, str]], query: str) -> str:
    r"""Write a prompt with examples, in the form of the paper.

    The task on the first line; then each example ``input => output`` on a line of its own; last the
    query with the arrow, without an answer. An empty task has no line. Exactly one space stands
    before and one after an arrow that is followed by something; **nothing follows the last arrow**,
    neither a space nor a line break.

    Example: ``fewshot_prompt("English to French:", [("cheese", "fromage")], "bread")`` is
    ``"English to French:\ncheese => fromage\nbread =>"``.

    Source: Brown et al., 2020, figure 2.1.

    Args:
        task: what to do, or "".
        shots: the examples; may be empty (zero-shot).
        query: what to answer.

    Returns:
        The prompt.

    """
    ### BEGIN SOLUTION
    lines = [task] if task else []
    lines += [f"{question} => {answer}" for question, answer in shots]
    return "\n".join([*lines, f"{query} =>"])
    ### END SOLUTION


def score_choices(
    logprob: Callable[[Sequence[int]], Tensor],
    prompt: Sequence[int],
    choices: Sequence[Sequence[int]],
    norm: str = "none",
    neutral: Sequence[int] = (),
) -> tuple[int, Tensor]:
    """Let a language model choose an answer by how probable it finds each.

    ``logprob(ids)`` returns a tensor ``(len(ids),)``: entry i is ``log p(ids[i] | ids[0 … i−1])``,
    that of the first id without anything before it. The score of a choice ``c``, after the prompt,
    is a sum over **the ids of the choice only**:

        "none"            S(c | prompt) = Σ_i log p(c_i | prompt, c_0 … c_{i−1})
        "length"          S(c | prompt) / (number of ids of c)
        "unconditional"   S(c | prompt) − S(c | neutral)

    The last tells how much *more* probable the prompt makes the choice than a neutral one such as
    "Answer:" does. No choice is empty; ``prompt`` and ``neutral`` may be.

    Source: Brown et al., 2020, section 2.4.

    Args:
        logprob: the model.
        prompt: the ids of the question.
        choices: the ids of each possible answer.
        norm: ``"none"``, ``"length"`` or ``"unconditional"``.
        neutral: the ids of the neutral prompt.

    Returns:
        The number of the best choice (a Python int; the first of equal ones), and the scores of
        all, ``(number of choices,)``, in the dtype of ``logprob``'s result.

    Raises:
        ValueError: if ``norm`` is another word.

    """
    ### BEGIN SOLUTION
    if norm not in {"none", "length", "unconditional"}:
        message = f"norm should be none, length or unconditional, not {norm!r}"
        raise ValueError(message)

    def total(before: Sequence[int], choice: Sequence[int]) -> Tensor:
        return logprob([*before, *choice])[len(before) :].sum()

    scores = torch.stack([total(prompt, choice) for choice in choices])
    if norm == "length":
        scores = scores / scores.new_tensor([len(choice) for choice in choices])
    elif norm == "unconditional":
        scores = scores - torch.stack([total(neutral, choice) for choice in choices])
    return int(scores.argmax()), scores
    ### END SOLUTION
