"""Scenarios for additive attention and for the decoder step that uses it."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, value_and_grads

EX = "additive_attention"
B, DQ, DK, DV, H = 3, 2, 5, 4, 11


def attention(m, draw, query_size=DQ, key_size=DK):
    """Build the learner's module with drawn weights."""
    return fill(m.AdditiveAttention(query_size, key_size, H), draw, scale=0.7)


def inputs(draw, Q, K):
    """Draw queries, keys and values of different widths."""
    return draw.normal(B, Q, DQ), draw.normal(B, K, DK), draw.normal(B, K, DV)


@scenario(
    EX,
    weight=3,
    cases={"2 by 7": dict(Q=2, K=7), "5 by 3": dict(Q=5, K=3), "4 by 4": dict(Q=4, K=4)},
)
def test_additive_attention_values(m, draw, Q, K):
    arguments = inputs(draw, Q, K)
    return attention(m, draw)(*arguments)


@scenario(EX, weight=1.5, cases={"lengths": dict(axes=(3,)), "of queries": dict(axes=(3, 2))})
def test_additive_attention_valid(m, draw, axes):
    arguments = *inputs(draw, 2, 7), draw.integers(*axes, low=1, high=8)
    return attention(m, draw)(*arguments)


@scenario(EX, weight=2, aspect="gradients")
def test_additive_attention_gradients(m, draw):
    lengths, arguments = torch.tensor([2, 5, 1], device=draw.device), inputs(draw, 3, 5)
    return module_value_and_grads(attention(m, draw), *arguments, valid=lengths)


@scenario(EX, aspect="robust")
def test_additive_attention_nothing_allowed(m, draw):
    mask, arguments = draw.mask(B, 1, 7).repeat(1, 2, 1), inputs(draw, 2, 7)
    mask[1, 0] = False
    return module_value_and_grads(attention(m, draw), *arguments, valid=mask)


@scenario(EX, weight=0.5, aspect="robust")
def test_additive_attention_saturated(m, draw):
    queries, keys, values = inputs(draw, 2, 7)
    return attention(m, draw)(queries * 512, keys * 512, values)


def step(m, draw, lengths=None):
    """Give one decoder step flat arguments and named results."""
    net = attention(m, draw, query_size=7, key_size=5)

    def run(x, state, memory, weight):
        def cell(z, s):
            return torch.tanh(z @ weight[:-7] + s @ weight[-7:])

        result = m.attention_decoder_step(net, cell, x, state, memory, lengths)
        if not isinstance(result, tuple | list) or len(result) != 3:
            message = "attention_decoder_step should return 3 results: state, context and weights"
            raise TypeError(message)
        return dict(zip(("state", "context", "weights"), result, strict=True))

    run.parameter_names = ("x", "state", "memory", "the cell")
    return run


def decoder(draw, S=11):
    """Draw an input, a state, a memory and the weight of the cell."""
    sizes = ((B, 2), (B, 7), (B, S, 5), (2 + 5 + 7, 7))
    return [draw.normal(*size, scale=0.7) for size in sizes]


@scenario(EX, weight=2)
def test_additive_attention_decoder_step(m, draw):
    lengths = torch.tensor([4, 11, 1], device=draw.device)
    arguments = decoder(draw)
    return step(m, draw, lengths)(*arguments)


@scenario(EX, weight=1, aspect="gradients")
def test_additive_attention_decoder_step_gradients(m, draw):
    arguments = decoder(draw, S=3)
    return value_and_grads(step(m, draw), *arguments)


@scenario(EX, aspect="efficient", max_ops=60, max_elements=12000)
def test_additive_attention_maps_before_pairs(m, draw):
    queries, keys, values = draw.normal(1, 23, 37), draw.normal(1, 29, 41), draw.normal(1, 29, 2)
    return attention(m, draw, 37, 41)(queries, keys, values)
