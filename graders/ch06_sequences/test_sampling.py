"""Scenarios for sampling from a language model."""

import torch

from workbook.exercise import scenario

EX = "sample_text"
V, H = 13, 5


def language_model(draw, *, strict=False):
    """A recurrent model with a long memory; a strict one refuses to build a graph."""
    read, carry = draw.normal(V, H), draw.normal(H, H, scale=0.6)
    write = draw.normal(H, V, scale=1.5).requires_grad_(strict)

    def model(ids, state=None):
        if strict and torch.is_grad_enabled():
            message = "the model was called with gradients on: use torch.no_grad()"
            raise RuntimeError(message)
        h = read.new_zeros(len(ids), H) if state is None else state
        logits = []
        for token in ids.T:
            h = torch.tanh(read[token] + h @ carry)
            logits.append(h @ write)
        return torch.stack(logits, 1), h

    return model


def prefix(draw, length):
    """The beginning of a text."""
    return draw.integers(length, high=V).tolist()


@scenario(
    EX,
    weight=3,
    float64=False,
    cases={
        "after one token": dict(length=1),
        "after 3 tokens": dict(length=3),
        "after 20 tokens": dict(length=20),
    },
)
def test_sample_text_continues(m, draw, length):
    return m.sample_text(language_model(draw), prefix(draw, length), 29, draw.uniform(29))


@scenario(
    EX,
    weight=3,
    float64=False,
    cases={
        "0": dict(temperature=0.0),
        "0 of a float": dict(temperature=0),
        "0.01": dict(temperature=0.01),
        "0.5": dict(temperature=0.5),
        "3": dict(temperature=3.0),
    },
)
def test_sample_text_temperature(m, draw, temperature):
    u = draw.uniform(23)
    return m.sample_text(language_model(draw), prefix(draw, 4), 23, u, temperature=temperature)


@scenario(
    EX,
    weight=2,
    float64=False,
    cases={f"k = {k}": dict(top_k=k) for k in (1, 2, 5, V, 100)},
)
def test_sample_text_top_k(m, draw, top_k):
    u = draw.uniform(23)
    return m.sample_text(language_model(draw), prefix(draw, 4), 23, u, top_k=top_k, temperature=2.0)


@scenario(EX, weight=1, float64=False, aspect="robust")
def test_sample_text_extreme_numbers(m, draw):
    u = torch.tensor([0.0, 1 - 2**-12], dtype=draw.dtype).repeat(9)
    return m.sample_text(language_model(draw), prefix(draw, 4), 18, u, 4.0, 3)


@scenario(EX, weight=1, float64=False, aspect="robust")
def test_sample_text_without_graph(m, draw):
    model = language_model(draw, strict=True)
    return m.sample_text(model, prefix(draw, 2), 7, draw.uniform(7))


@scenario(EX, weight=0.5, float64=False, aspect="robust")
def test_sample_text_nothing(m, draw):
    return m.sample_text(language_model(draw), prefix(draw, 2), 0, draw.uniform(0))


@scenario(EX, weight=1, float64=False)
def test_sample_text_many(m, draw):
    return m.sample_text(language_model(draw), prefix(draw, 2), 300, draw.uniform(300))


@scenario(EX, weight=0.5, float64=False, aspect="efficient")
def test_sample_text_each_token_once(m, draw):
    model, fed = language_model(draw), []

    def counting(ids, state=None):
        fed.extend(ids.flatten().tolist())
        return model(ids, state)

    start, u = prefix(draw, 6), draw.uniform(9)
    new = m.sample_text(counting, start, 9, u)
    return {"new": new, "the ids that the model read": fed[:14]}
