"""Scenarios for the layers of a Transformer."""

import torch

from workbook.exercise import scenario
from workbook.probes import fill, module_value_and_grads, raises, unguarded

EX = "encoder_decoder"
B, T, S, D, H, FF = 3, 5, 7, 6, 2, 11
NORMS = {"pre": dict(norm="pre"), "post": dict(norm="post")}


def encoder(m, draw, **options):
    """Build the learner's encoder layer with drawn parameters."""
    return fill(m.EncoderLayer(D, H, FF, **options), draw, scale=0.6)


def decoder(m, draw, **options):
    """Build the learner's decoder layer with drawn parameters."""
    return fill(m.DecoderLayer(D, H, FF, **options), draw, scale=0.6)


def some_padding(draw, S):
    """Allow the first places of each row: some, all, one."""
    return (torch.arange(S) < torch.tensor([3, S, 1])[:, None])[:, None].to(draw.device)


@scenario(EX, weight=2, cases=NORMS)
def test_encoder_decoder_encoder(m, draw, norm):
    x = draw.normal(B, T, D)
    return encoder(m, draw, norm=norm)(x)


@scenario(EX, weight=1.5)
def test_encoder_decoder_encoder_masks(m, draw):
    x, pairs = draw.normal(B, T, D), draw.mask(T, T, keep=0.7)
    layer = encoder(m, draw)
    return layer(x, some_padding(draw, T)), layer(x, pairs), layer(x, some_padding(draw, T) & pairs)


@scenario(EX, weight=3, cases=NORMS)
def test_encoder_decoder_decoder(m, draw, norm):
    x, memory = draw.normal(B, T, D), draw.normal(B, S, D, scale=2.0, shift=1.0)
    return decoder(m, draw, norm=norm)(x, memory, some_padding(draw, S))


@scenario(EX)
def test_encoder_decoder_equal_lengths(m, draw):
    x, memory = draw.normal(2, B, T, D)
    return decoder(m, draw)(x, memory, some_padding(draw, T))


@scenario(EX)
def test_encoder_decoder_gelu(m, draw):
    x, memory = draw.normal(2, 3, D, dtype=torch.float64), draw.normal(2, 5, D, dtype=torch.float64)
    layers = encoder(m, draw, act="gelu"), decoder(m, draw, act="gelu")
    return layers[0].double()(x), layers[1].double()(x, memory)


@scenario(EX, weight=2, aspect="gradients", cases=NORMS)
def test_encoder_decoder_gradients(m, draw, norm):
    x, memory = draw.normal(2, 3, D), draw.normal(2, 5, D)
    read, write = encoder(m, draw, norm=norm), decoder(m, draw, norm=norm)
    return module_value_and_grads(read, memory), module_value_and_grads(write, x, memory)


@scenario(EX, weight=2, aspect="gradients", cases=NORMS)
def test_encoder_decoder_causality_by_gradient(m, draw, norm):
    x, memory = draw.normal(2, T, D).requires_grad_(), draw.normal(2, S, D)
    memory.requires_grad_()
    r = draw.normal(2, T, D)
    mask = some_padding(draw, S)[:2]
    out, _ = decoder(m, draw, norm=norm)(x, memory, mask)
    with unguarded():
        by_time = [(r[:, t] * out[:, t]).sum() for t in range(T)]
        gradients = [torch.autograd.grad(s, (x, memory), retain_graph=True) for s in by_time]
    return [{"target": by_x, "memory": by_memory} for by_x, by_memory in gradients]


@scenario(EX, weight=1.5, aspect="robust", cases=NORMS)
def test_encoder_decoder_all_dropped(m, draw, norm):
    """With p = 1 nothing of a sub-layer is added in training, and everything in evaluation."""
    x, memory = draw.normal(B, T, D), draw.normal(B, S, D)
    read, write = encoder(m, draw, norm=norm, p=1.0), decoder(m, draw, norm=norm, p=1.0)
    training = read(x), write(x, memory)[0]
    read.eval(), write.eval()
    return {"training": training, "evaluation": (read(x), write(x, memory)[0])}


@scenario(EX, aspect="robust")
def test_encoder_decoder_no_source(m, draw):
    mask = (
        some_padding(draw, S) & torch.tensor([True, False, True], device=draw.device)[:, None, None]
    )
    x, memory = draw.normal(B, T, D), draw.normal(B, S, D)
    memory = torch.where(mask.transpose(1, 2), memory, 8192)
    return decoder(m, draw)(x, memory, mask), encoder(m, draw)(memory, mask)[:, :1]


@scenario(EX, weight=0.5, aspect="robust", float64=False)
def test_encoder_decoder_bfloat16(m, draw):
    x, memory = draw.normal(B, T, D), draw.normal(B, S, D)
    layer = decoder(m, draw).to(torch.bfloat16)
    return layer(x.to(torch.bfloat16), memory.to(torch.bfloat16), some_padding(draw, S))


@scenario(EX, weight=0.5, aspect="robust")
def test_encoder_decoder_unknown_options(m, draw):
    builds = (m.EncoderLayer, m.DecoderLayer)
    wrong = (dict(norm="sandwich"), dict(act="swish"))
    return [raises(lambda b=build, o=o: b(D, H, FF, **o)) for build in builds for o in wrong]


@scenario(EX, weight=0.5, aspect="efficient", max_ops=640)
def test_encoder_decoder_no_loops(m, draw):
    x, memory = draw.normal(B, 29, D), draw.normal(B, 31, D)
    return encoder(m, draw)(memory), decoder(m, draw)(x, memory)[0]
