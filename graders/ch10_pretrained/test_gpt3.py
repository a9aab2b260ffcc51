"""Scenarios of GPT-3: size, cost, prompts and choices."""

import torch

from workbook.exercise import scenario
from workbook.probes import raises

EX = "gpt3"
V = 29
CHOICES = {"none": dict(norm="none"), "length": dict(norm="length")}


@scenario(EX, weight=2, float64=False)
def test_gpt3_parameters(m, draw):
    sizes = {
        "GPT-2 small": (12, 768, 50_257, 1024),
        "GPT-2 XL": (48, 1600, 50_257, 1024),
        "GPT-3": (96, 12_288, 50_257, 2048),
        "another": tuple(draw.integers(4, low=2, high=3000).tolist()),
        "no layers": (0, 5, 7, 3),
    }
    return {name: f"{m.gpt_param_count(*size):,}" for name, size in sizes.items()}


@scenario(EX, weight=1, float64=False)
def test_gpt3_cost(m, draw):
    n, tokens = draw.integer(10, 10_000), draw.integer(10, 10_000)
    return f"{m.train_flops(n, tokens):,}", f"{m.train_flops(10**9, 3 * 10**11):,}"


PROMPTS = {
    "two shots": dict(task="English to French:", shots=[("cheese", "fromage"), ("sea", "mer")]),
    "zero shots": dict(task="Translate.", shots=[]),
    "no task": dict(task="", shots=[("2 + 2", "4"), ("3 + 5", "8")]),
    "nothing but the query": dict(task="", shots=()),
}


@scenario(EX, weight=1, float64=False, cases=PROMPTS)
def test_gpt3_prompt(m, draw, task, shots):
    return m.fewshot_prompt(task, shots, f"{draw.integer(2, 90)} + 1")


def model_of(draw):
    """Log-probabilities of a model of two ids before the next."""
    table = draw.normal(V, V, V, scale=2.0).log_softmax(-1)

    def logprob(ids):
        ids = [0, 0, *ids]
        first, second, third = (torch.tensor(ids[k : len(ids) - 2 + k]) for k in range(3))
        return table[first.to(table.device), second.to(table.device), third.to(table.device)]

    return logprob


def problem(draw, prompt=5):
    """A model, a prompt, and choices of different lengths, some with a common beginning."""
    logprob, ids = model_of(draw), draw.integers(40, low=1, high=V).tolist()
    choices = [ids[10:12], ids[12:17], [*ids[12:15], ids[20]], ids[21:22], ids[22:30]]
    return logprob, ids[:prompt], choices


def scored(result):
    """Name the two results."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "score_choices should return 2 results: the best and the scores"
        raise TypeError(message)
    return dict(zip(("best", "scores"), result, strict=True))


@scenario(EX, weight=3, cases=CHOICES)
def test_gpt3_choices(m, draw, norm):
    return scored(m.score_choices(*problem(draw), norm=norm))


@scenario(EX, weight=1.5, cases={"a few": dict(n=3), "one": dict(n=1), "nothing": dict(n=0)})
def test_gpt3_unconditional(m, draw, n):
    logprob, prompt, choices = problem(draw)
    neutral = draw.integers(3, low=1, high=V).tolist()[:n]
    return scored(m.score_choices(logprob, prompt, choices, "unconditional", neutral))


@scenario(EX, weight=0.5, aspect="robust")
def test_gpt3_no_prompt(m, draw):
    logprob, prompt, choices = problem(draw, prompt=0)
    unknown = raises(lambda: m.score_choices(logprob, prompt, choices, norm="mean"))
    ties = scored(m.score_choices(logprob, prompt, [choices[1], choices[0], choices[0]]))
    return scored(m.score_choices(logprob, prompt, choices)), unknown, ties
