"""Scenarios for the encoder."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, state

EX = "Seq2SeqEncoder"
V, E, H = 13, 3, 5
KINDS = {
    "one layer": dict(layers=1, both=False),
    "three layers": dict(layers=3, both=False),
    "both ways": dict(layers=1, both=True),
    "three layers, both ways": dict(layers=3, both=True),
}
WAYS = {"one way": dict(both=False), "both ways": dict(both=True)}


def encoder(m, draw, layers=1, *, both=False):
    """Build the learner's encoder with drawn parameters."""
    return fill(m.Seq2SeqEncoder(V, E, H, layers, bidirectional=both), draw)


def lengths_of(draw, *lengths):
    """Make lengths on the device of the draws."""
    return torch.tensor(lengths, device=draw.device)


def named(result):
    """Name the two results, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = "the encoder should return 2 results: memory and state"
        raise TypeError(message)
    return {"state": result[1], "memory": result[0]}


@scenario(EX, weight=4, cases=KINDS)
def test_Seq2SeqEncoder_ragged(m, draw, layers, both):
    ids, lengths = draw.integers(4, 7, high=V), lengths_of(draw, 4, 7, 1, 6)
    return named(encoder(m, draw, layers, both=both)(ids, lengths))


@scenario(EX, weight=1.5, cases=WAYS)
def test_Seq2SeqEncoder_alone_and_in_company(m, draw, both):
    ids, model = draw.integers(3, 7, high=V), encoder(m, draw, 2, both=both)
    alone = named(model(ids[1:2, :4], lengths_of(draw, 4)))
    return alone, named(model(ids, lengths_of(draw, 7, 4, 2)))


@scenario(EX, weight=1, aspect="robust", cases=WAYS)
def test_Seq2SeqEncoder_wider_than_needed(m, draw, both):
    ids, lengths = draw.integers(3, 11, high=V), lengths_of(draw, 5, 2, 4)
    return named(encoder(m, draw, 2, both=both)(ids, lengths))


@scenario(EX, weight=1.5, aspect="robust", cases=WAYS)
def test_Seq2SeqEncoder_any_padding(m, draw, both):
    ids, lengths = draw.integers(3, 7, high=V), lengths_of(draw, 3, 7, 5)
    other, model = draw.integers(3, 7, high=V), encoder(m, draw, both=both)
    padding = torch.arange(7, device=ids.device) >= lengths[:, None]
    return [named(model(torch.where(padding, p, ids), lengths)) for p in (0, other, ids)]


@scenario(EX, weight=2, aspect="gradients", cases=WAYS)
def test_Seq2SeqEncoder_gradients(m, draw, both):
    ids, lengths = draw.integers(4, 7, high=V), lengths_of(draw, 4, 7, 1, 6)
    return module_value_and_grads(encoder(m, draw, 2, both=both), ids, lengths)


@scenario(EX, weight=0.5, aspect="robust", cases=WAYS)
def test_Seq2SeqEncoder_float64(m, draw, both):
    ids, lengths = draw.integers(3, 5, high=V), lengths_of(draw, 3, 5, 1)
    model = encoder(m, draw, both=both).double()
    return named(model(ids, lengths)), state(model)


@scenario(EX, weight=0.5, aspect="robust")
def test_Seq2SeqEncoder_two_at_once(m, draw):
    ids, lengths = draw.integers(2, 5, high=V), lengths_of(draw, 5, 2)
    one, other = encoder(m, draw), encoder(m, draw, both=True)
    return [named(model(ids, lengths)) for model in (one, other, one)]


@scenario(EX, weight=0.5, aspect="efficient", max_ops=500, cases=WAYS)
def test_Seq2SeqEncoder_no_loop_over_sentences(m, draw, both):
    ids, lengths = draw.integers(211, 5, high=V), draw.integers(211, low=1, high=6)
    return named(encoder(m, draw, both=both)(ids, lengths))
