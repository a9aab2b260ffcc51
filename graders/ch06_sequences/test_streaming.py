"""Scenarios for measuring a model on a long text."""

import torch

from workbook.exercise import scenario
from workbook.probes import number

EX = "stream_nll"
V, H = 11, 5


def language_model(draw):
    """A recurrent model with a long memory, which also takes a chunk without any token."""
    read, carry = draw.normal(V, H), draw.normal(H, H, scale=0.6)
    write = draw.normal(H, V, scale=1.5)

    def model(ids, state=None):
        h = read.new_zeros(len(ids), H) if state is None else state
        logits = []
        for token in ids.T:
            h = torch.tanh(read[token] + h @ carry)
            logits.append(h @ write)
        return (torch.stack(logits, 1) if logits else read.new_zeros(len(ids), 0, V)), h

    return model


@scenario(
    EX,
    weight=3,
    cases={
        "one chunk": dict(chunk=100),
        "just one chunk": dict(chunk=40),
        "one input less": dict(chunk=39),
        "8": dict(chunk=8),
        "7": dict(chunk=7),
        "1": dict(chunk=1),
    },
)
def test_stream_nll_chunk(m, draw, chunk):
    ids = draw.integers(41, high=V)
    return number(m.stream_nll(language_model(draw), ids, chunk))


@scenario(EX, weight=1, aspect="robust", cases={"chunk 1": dict(chunk=1), "chunk 3": dict(chunk=3)})
def test_stream_nll_two_tokens(m, draw, chunk):
    ids = draw.integers(2, high=V)
    return number(m.stream_nll(language_model(draw), ids, chunk))


@scenario(EX, weight=1, aspect="robust")
def test_stream_nll_strided(m, draw):
    ids = draw.integers(30, 2, high=V)[:, 0]
    return number(m.stream_nll(language_model(draw), ids, 4))


@scenario(EX, weight=1, aspect="efficient")
def test_stream_nll_largest_call(m, draw):
    model, sizes = language_model(draw), []

    def counting(ids, state=None):
        sizes.append(ids.shape[1])
        return model(ids, state)

    ids = draw.integers(23, high=V)
    return {"nats": number(m.stream_nll(counting, ids, 5)), "inputs of each call": sizes}
