"""Scenarios for losses of padded batches, perplexity and bits per character."""

import math

import torch

from workbook.exercise import scenario
from workbook.probes import number, raises, value_and_grads

EX = "perplexity"


def batch(draw, B, T, V, name, **options):
    """Logits, targets and lengths, all lengths from 0 to T among them if there are rows enough."""
    lengths = draw.integers(B, high=T + 1, name=f"{name}: lengths")
    if B > 1:
        lengths[0], lengths[1] = T, 0
    logits = draw.normal(B, T, V, scale=2.0, name=f"{name}: logits", **options)
    return logits, draw.integers(B, T, high=V, name=f"{name}: targets"), lengths


def told(result):
    """Name the two results."""
    nll, count = result
    return {"the sum": nll, "the number of targets": number(count)}


@scenario(EX, weight=2, cases={"5 rows": dict(B=5), "one row": dict(B=1)})
def test_perplexity_nll(m, draw, B):
    return told(m.sequence_nll(*batch(draw, B, 7, 11, "one")))


@scenario(EX, weight=1.5, aspect="gradients")
def test_perplexity_gradient(m, draw):
    logits, targets, lengths = batch(draw, 5, 7, 11, "one")
    return value_and_grads(lambda z: m.sequence_nll(z, targets, lengths)[0], logits)


@scenario(EX, weight=1.5, aspect="robust")
def test_perplexity_rubbish_in_the_padding(m, draw):
    logits, targets, lengths = batch(draw, 5, 7, 11, "one")
    padded = torch.arange(7) >= lengths[:, None]
    targets = targets.masked_fill(padded, -1)
    targets[1, 3:] = 1_000  # row 1 has length 0
    logits = logits.masked_fill(padded[..., None], torch.nan)
    return told(m.sequence_nll(logits, targets, lengths))


@scenario(EX, weight=1, aspect="robust")
def test_perplexity_large_logits(m, draw):
    logits, targets, lengths = batch(draw, 3, 5, 7, "one")
    return told(m.sequence_nll(logits * 200, targets, lengths))


@scenario(EX, weight=0.5, aspect="robust")
def test_perplexity_nothing_counts(m, draw):
    logits, targets, lengths = batch(draw, 3, 5, 7, "one")
    return told(m.sequence_nll(logits, targets, lengths * 0))


def uneven(draw):
    """Batches of very different sizes and difficulty."""
    sizes = ((5, 7), (2, 3), (1, 11), (3, 1))
    batches = [batch(draw, B, T, 13, f"batch {i}") for i, (B, T) in enumerate(sizes)]
    return [(logits * (0.3 + i), targets, n) for i, (logits, targets, n) in enumerate(batches)]


@scenario(EX, weight=2)
def test_perplexity_of_batches(m, draw):
    return number(m.perplexity(uneven(draw)))


@scenario(EX, weight=1)
def test_perplexity_bits(m, draw):
    return number(m.bits_per_char(uneven(draw)))


@scenario(EX, weight=1, cases={f"{V} tokens": dict(V=V) for V in (2, 50)})
def test_perplexity_uniform_model(m, draw, V):
    batches = [batch(draw, B, 5, V, f"batch {B}") for B in (3, 4)]
    flat = [(z[..., :1].expand_as(z), targets, n) for z, targets, n in batches]
    return {"perplexity": number(m.perplexity(flat)), "bits": number(m.bits_per_char(flat))}


@scenario(EX, weight=0.5, aspect="robust")
def test_perplexity_goes_through_once(m, draw):
    batches = uneven(draw)
    once, nothing = (one for one in batches), raises(lambda: m.perplexity([]))
    of_empty = raises(lambda: m.bits_per_char([(z, y, n * 0) for z, y, n in batches]))
    return [number(m.bits_per_char(once)), nothing, of_empty]


@scenario(EX, weight=0.5, aspect="robust")
def test_perplexity_long_text(m, draw):
    z, targets, n = batch(draw, 5, 7, 11, "one")
    value = number(m.perplexity((z, targets, n) for _ in range(200)))
    return math.log(value) if isinstance(value, float) and value > 0 else value


@scenario(EX, weight=0.5, aspect="efficient", max_ops=120)
def test_perplexity_vectorised(m, draw):
    return told(m.sequence_nll(*batch(draw, 61, 31, 7, "one")))
