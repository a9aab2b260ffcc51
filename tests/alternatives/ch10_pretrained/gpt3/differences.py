"""Scores as differences of cumulative sums; the count as a polynomial in d."""

import torch


def gpt_param_count(layers, d, vocab_size, max_len):
    """12 L d² + (13 L + V + T + 2) d."""
    return d * (d * 12 * layers + 13 * layers + vocab_size + max_len + 2)


def train_flops(n_params, n_tokens):
    """Six for each parameter and token."""
    return sum(2 * n_params * n_tokens for _ in ("forward", "inputs", "weights"))


def fewshot_prompt(task, shots, query):
    """Join non-empty pieces."""
    examples = [" => ".join(shot) for shot in shots]
    head = [task][: len(task)]
    return "\n".join(head + examples + [f"{query} =>"])


def score_choices(logprob, prompt, choices, norm="none", neutral=()):
    """Sum of all minus sum of the beginning."""
    divisors = {"none": lambda _: 1, "length": len, "unconditional": lambda _: 1}
    if norm not in divisors:
        message = "unknown norm"
        raise ValueError(message)

    def after(before, choice):
        row = logprob((*before, *choice)).double()
        return row.sum() - row[: len(before)].sum(), row

    scores = []
    for choice in choices:
        score, row = after(prompt, choice)
        if norm == "unconditional":
            score = score - after(neutral, choice)[0]
        scores.append((score / divisors[norm](choice)).to(row.dtype))
    kind = logprob(choices[0]).dtype
    scores = torch.stack(scores).to(kind)
    return scores.tolist().index(scores.max().item()), scores
