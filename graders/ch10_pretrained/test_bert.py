"""Scenarios of BERT."""

import torch

from workbook.exercise import scenario
from workbook.probes import (
    fill,
    module_value_and_grads,
    number,
    parameter_count,
    raises,
    unguarded,
    value_and_grads,
)

EX = "BertModel"
V, D, HEADS, LAYERS, FF, MAX_LEN, TYPES = 23, 12, 3, 2, 17, 13, 3


class ParametersOf:
    """A module without its buffers, which are up to the learner."""

    def __init__(self, module):
        self.named_parameters = module.named_parameters

    def named_buffers(self):
        """Return none."""
        return iter(())


def filled(module, draw, dtype=None, scale=0.5):
    """Give all parameters drawn numbers, by name."""
    module = module.to(draw.device, dtype or draw.dtype)
    fill(ParametersOf(module), draw, scale)
    return module


class RealWords(torch.nn.Module):
    """The word logits of all places that are not padding, and the next logits."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, ids, segments, attention):
        """Read a batch."""
        words, following = self.model(ids, segments, attention)
        return words[attention], following


def encoder(m):
    return m.BertModel(V, D, HEADS, LAYERS, FF, MAX_LEN, TYPES)


def batch(draw, B=3, T=11):
    """Ids, segments and attention with padding at the end of all rows but the first."""
    lengths = draw.integers(B, 1, low=2, high=T)
    lengths[0] = T
    attention = torch.arange(T, device=draw.device) < lengths
    ids, segments = draw.integers(B, T, high=V), draw.integers(B, T, high=TYPES)
    return ids, segments, attention


def both(result, *names):
    """Name two results."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        message = f"the module should return 2 results: {names[0]} and {names[1]}"
        raise TypeError(message)
    return dict(zip(names, result, strict=True))


@scenario(EX, weight=1.5, float64=False)
def test_BertModel_counts(m, draw):
    def base():
        return m.BertModel(30_522, 768, 12, 12, 3072, 512)

    return {
        "the encoder of BERT base": f"{parameter_count(base):,}",
        "with its heads": f"{parameter_count(lambda: m.BertForPretraining(base())):,}",
    }


@scenario(EX, weight=2.5)
def test_BertModel_encoder(m, draw):
    ids, segments, attention = batch(draw)
    x, pooled = filled(encoder(m), draw)(ids, segments, attention)
    return {"x": x[attention], "pooled": pooled}


@scenario(EX, weight=1)
def test_BertModel_double_precision(m, draw):
    ids, segments, attention = batch(draw)
    model = filled(encoder(m), draw, torch.float64, scale=0.3)
    x, pooled = model(ids, segments, attention)
    return {"x": x[attention], "pooled": pooled}


@scenario(EX, weight=1)
def test_BertModel_nearly_equal_embeddings(m, draw):
    ids = draw.integers(2, 7, high=V)
    model = filled(encoder(m), draw, torch.float64, scale=1e-5)
    return both(model(ids), "x", "pooled")["x"]


@scenario(EX, weight=2)
def test_BertModel_pretraining(m, draw):
    ids, segments, attention = batch(draw)
    model = filled(m.BertForPretraining(encoder(m)), draw)
    logits = both(model(ids, segments, attention), "word logits", "next logits")
    return {**logits, "word logits": logits["word logits"][attention]}


@scenario(EX, weight=2, aspect="gradients")
def test_BertModel_gradients(m, draw):
    ids, segments, attention = batch(draw, B=2, T=7)
    model = filled(m.BertForPretraining(encoder(m)), draw, torch.float64, scale=0.4)
    seen = module_value_and_grads(RealWords(model), ids, segments, attention)["parameters"]
    # A bias of the keys moves all scores of a query alike: its gradient is 0 but for rounding.
    return {name: grad for name, grad in seen.items() if not name.endswith("key.bias")}


@scenario(EX, weight=1, aspect="robust")
def test_BertModel_padding_invariance(m, draw):
    short, filler = draw.integers(1, 5, high=V), draw.integers(1, 4, high=V)
    model = filled(encoder(m), draw)
    attention = torch.arange(9, device=draw.device)[None] < 5
    alone, padded = model(short), model(torch.cat([short, filler], 1), None, attention)
    return {"alone": alone, "padded": (padded[0][:, :5], padded[1])}


@scenario(EX, weight=0.5, aspect="robust")
def test_BertModel_too_long(m, draw):
    model = filled(encoder(m), draw)
    ids = draw.integers(1, MAX_LEN + 1, high=V, name="ids")
    return raises(lambda: model(ids)), model(ids[:, 1:])[1]


def losses(draw, labelled):
    """Logits of both heads, and labels of which some are −100."""
    words, following = draw.normal(3, 7, V, scale=2.0), draw.normal(3, 2)
    ids, chosen = draw.integers(3, 7, high=V), draw.mask(3, 7, keep=0.3)
    labels = torch.where(chosen & labelled, ids, -100)
    return words, following, labels, draw.integers(3, high=2)


@scenario(EX, weight=1.5, aspect="gradients")
def test_BertModel_loss(m, draw):
    words, following, labels, next_labels = losses(draw, labelled=True)
    return value_and_grads(
        lambda a, b: m.pretraining_loss(a, b, labels, next_labels), words, following
    )


@scenario(EX, weight=0.5, aspect="robust")
def test_BertModel_loss_without_labels(m, draw):
    return number(m.pretraining_loss(*losses(draw, labelled=False)))


@scenario(EX, weight=0.5, aspect="efficient", max_ops=400)
def test_BertModel_vectorised(m, draw):
    ids, segments, attention = batch(draw, B=61)
    with unguarded():
        model = filled(encoder(m), draw)
    return model(ids, segments, attention)[1]
