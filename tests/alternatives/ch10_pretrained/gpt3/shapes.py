"""The parameters from a list of shapes, the scores by a loop over entries."""

import math

import torch


def gpt_param_count(layers, d, vocab_size, max_len):
    """Add up the sizes of all tensors."""
    layer = [(d,)] * 4 + [
        (3 * d, d),
        (3 * d,),
        (d, d),
        (d,),
        (4 * d, d),
        (4 * d,),
        (d, 4 * d),
        (d,),
    ]
    outside = [(vocab_size, d), (max_len, d), (d,), (d,)]
    return layers * sum(map(math.prod, layer)) + sum(map(math.prod, outside))


def train_flops(n_params, n_tokens):
    """Forward, and twice as much backward."""
    forward = 2 * n_params
    return n_tokens * (forward + 2 * forward)


def fewshot_prompt(task, shots, query):
    """Write piece by piece."""
    text = task + "\n" if task else ""
    for question, answer in shots:
        text += question + " => " + answer + "\n"
    return text + query + " =>"


def score_choices(logprob, prompt, choices, norm="none", neutral=()):
    """Go through the entries of each choice."""
    scores = []
    for choice in choices:
        row = logprob(list(prompt) + list(choice))
        score = row[:0].sum()
        for i in range(len(choice)):
            score = score + row[len(prompt) + i]
        match norm:
            case "none":
                pass
            case "length":
                score = score / len(choice)
            case "unconditional":
                plain = logprob(list(neutral) + list(choice))
                score = score - plain.flip(0)[: len(choice)].sum()
            case _:
                raise ValueError(norm)
        scores.append(score)
    scores = torch.stack(scores)
    return max(range(len(choices)), key=lambda i: float(scores[i])), scores
