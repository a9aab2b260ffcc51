"""Scenarios for decoding with a cache."""

import torch

from workbook.exercise import scenario
from workbook.probes import value_and_grads

EX = "cached_attention"
B, T, D, DK, DV = 2, 6, 5, 3, 4


def text(draw, T=T, **options):
    """Draw embeddings, a position table longer than the text, and three weights."""
    sizes = ((B, T, D), (T + 3, D), (D, DK), (D, DK), (D, DV))
    return [draw.normal(*size, **options) for size in sizes]


def in_pieces(m, *sizes, past=None):
    """Read a text piece by piece; return all outputs and the last past."""

    def read(x, *weights):
        outs, memory = [], past
        for piece in x.split(sizes, dim=1):
            out, memory = m.cached_attention(piece, memory, *weights)
            outs.append(out)
        return {"outputs": outs, "keys": memory[0], "values": memory[1]}

    read.parameter_names = ("x", "positions", "W_q", "W_k", "W_v")
    return read


PIECES = {
    "one piece": dict(sizes=(T,)),
    "token by token": dict(sizes=(1,) * T),
    "pieces": dict(sizes=(2, 3, 1)),
}


@scenario(EX, weight=3, cases=PIECES)
def test_cached_attention_in(m, draw, sizes):
    return in_pieces(m, *sizes)(*text(draw))


@scenario(EX, aspect="gradients")
def test_cached_attention_gradients(m, draw):
    return value_and_grads(in_pieces(m, 3, 1, 2), *text(draw))


@scenario(EX, aspect="robust")
def test_cached_attention_two_endings(m, draw):
    past = draw.normal(B, 2, DK), draw.normal(B, 2, DV)
    x, *weights = text(draw)
    first = m.cached_attention(x[:, :1], past, *weights)
    other = m.cached_attention(x[:, 1:4], past, *weights)
    return first, other, m.cached_attention(x[:, 4:], first[1], *weights)


@scenario(EX, weight=0.5, aspect="robust")
def test_cached_attention_float64_one_token(m, draw):
    return in_pieces(m, 1)(*text(draw, T=1, dtype=torch.float64))


@scenario(EX, weight=0.5, aspect="efficient", max_ops=400)
def test_cached_attention_no_loop(m, draw):
    return in_pieces(m, 40, 1, 19)(*text(draw, T=60))
