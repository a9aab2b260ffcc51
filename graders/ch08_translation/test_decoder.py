"""Scenarios for the decoder."""

import torch
from torch import nn

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, parameter_shapes

EX = "Seq2SeqDecoder"
V, E, H = 13, 3, 5
DEPTHS = {"one layer": dict(layers=1), "three layers": dict(layers=3)}


def decoder(m, draw, layers=1):
    """Build the learner's decoder with drawn parameters."""
    return fill(m.Seq2SeqDecoder(V, E, H, layers), draw)


def encoded(draw, layers=1, B=4, S=7):
    """Draw what an encoder returns."""
    return draw.normal(B, S, H), draw.normal(layers, B, H)


def named(result):
    """Name the results, so that a difference is told with its place."""
    if not isinstance(result, tuple | list) or len(result) != 2 or len(result[1]) != 2:
        message = "the decoder should return logits and the pair (hidden, context)"
        raise TypeError(message)
    logits, (hidden, context) = result
    return {"logits": logits, "hidden": hidden, "context": context}


@scenario(EX, weight=1, cases=DEPTHS)
def test_Seq2SeqDecoder_first_state(m, draw, layers):
    out = encoded(draw, layers)
    return decoder(m, draw, layers).init_state(out)


@scenario(EX, weight=3, cases=DEPTHS)
def test_Seq2SeqDecoder_whole_target(m, draw, layers):
    tgt, out = draw.integers(4, 7, high=V), encoded(draw, layers)
    model = decoder(m, draw, layers)
    return named(model(tgt, model.init_state(out)))


@scenario(EX, weight=2)
def test_Seq2SeqDecoder_from_any_state(m, draw):
    tgt, hidden = draw.integers(4, 7, high=V), draw.normal(2, 4, H)
    one, other, model = draw.normal(4, H), draw.normal(4, H), decoder(m, draw, 2)
    return [named(model(tgt, (hidden, c))) for c in (one, other, one * 0)]


@scenario(EX, weight=2)
def test_Seq2SeqDecoder_token_by_token(m, draw):
    tgt, out, model = draw.integers(4, 5, high=V), encoded(draw, 2), decoder(m, draw, 2)
    state, steps = model.init_state(out), []
    for t in range(5):
        logits, state = model(tgt[:, t : t + 1], state)
        steps.append(logits)
    return torch.cat(steps, dim=1), named(model(tgt, model.init_state(out)))


class Chain(nn.Module):
    """From what the encoder returned to the logits."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, memory, state, tgt):
        """Start and run the decoder."""
        logits, (hidden, _) = self.model(tgt, self.model.init_state((memory, state)))
        return {"logits": logits, "hidden": hidden}


@scenario(EX, weight=2.5, aspect="gradients", cases=DEPTHS)
def test_Seq2SeqDecoder_gradients(m, draw, layers):
    tgt, (memory, state) = draw.integers(4, 5, high=V), encoded(draw, layers)
    return module_value_and_grads(Chain(decoder(m, draw, layers)), memory, state, tgt)


@scenario(EX, weight=0.5)
def test_Seq2SeqDecoder_sizes(m, draw):
    embed, hidden = draw.integer(2, 9), draw.integer(10, 19)
    return parameter_shapes(m.Seq2SeqDecoder(23, embed, hidden, 2))


@scenario(EX, weight=0.5, aspect="robust")
def test_Seq2SeqDecoder_float64(m, draw):
    tgt, hidden = draw.integers(3, 2, high=V), draw.normal(1, 3, H, dtype=torch.float64)
    context = draw.normal(3, H, dtype=torch.float64)
    return named(decoder(m, draw).double()(tgt, (hidden, context)))


@scenario(EX, weight=1, aspect="robust")
def test_Seq2SeqDecoder_two_sentences_in_turn(m, draw):
    tgt, one, other = draw.integers(1, 3, high=V), encoded(draw, B=1), encoded(draw, B=1)
    model = decoder(m, draw)
    return [named(model(tgt, model.init_state(out))) for out in (one, other, one)]


@scenario(EX, weight=0.5, aspect="efficient", max_ops=100)
def test_Seq2SeqDecoder_no_loop_over_time(m, draw):
    tgt, hidden, context = draw.integers(3, 61, high=V), draw.normal(1, 3, H), draw.normal(3, H)
    return named(decoder(m, draw)(tgt, (hidden, context)))
