"""Scenarios for the whole Transformer."""

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import fill, module_value_and_grads, parameter_count, unguarded

EX = "Transformer"
SRC_V, TGT_V, D, H, L, FF = 13, 11, 6, 2, 2, 7
KINDS = {"pre": dict(norm="pre"), "post": dict(norm="post", L=1), "tied": dict(tied=True, L=1)}


class Parameters:
    """Shows a module's parameters and no buffers: a table of positions is not overwritten."""

    def __init__(self, module):
        self.named_parameters = module.named_parameters

    def named_buffers(self):
        """Name none."""
        return iter(())


def transformer(m, draw, **options):
    """Build the learner's model with drawn parameters."""
    model = m.Transformer(SRC_V, TGT_V, D, H, options.pop("L", L), FF, **options)
    fill(Parameters(model), draw, scale=0.6)
    return model.to(draw.device)


def ids(draw, B, T, high, pad=0):
    """Draw ids of which none is padding."""
    drawn = draw.integers(B, T, low=1, high=high)
    return torch.where(drawn == pad, 0, drawn)


def padded(ids, *lengths, pad=0):
    """Put padding behind the first ids of every row."""
    keep = torch.arange(ids.shape[1], device=ids.device) < torch.tensor(
        lengths, device=ids.device
    ).unsqueeze(1)
    return torch.where(keep, ids, pad)


@scenario(EX, weight=3, cases=KINDS)
def test_Transformer_logits(m, draw, **options):
    src, tgt = padded(ids(draw, 3, 7, SRC_V), 4, 7, 2), ids(draw, 3, 5, TGT_V)
    return transformer(m, draw, **options)(src, tgt)


@scenario(EX, weight=2)
def test_Transformer_encode_and_decode(m, draw):
    src, tgt = padded(ids(draw, 3, 7, SRC_V, pad=5), 4, 7, 2, pad=5), ids(draw, 3, 5, TGT_V, pad=5)
    model = transformer(m, draw, pad=5)
    memory, mask = model.encode(src)
    logits, weights = model.decode(tgt, memory, mask)
    return {"memory": memory[:, :2], "mask": mask, "logits": logits, "weights": weights}


@scenario(EX)
def test_Transformer_alone_and_padded(m, draw):
    src, tgt = ids(draw, 3, 7, SRC_V), ids(draw, 3, 4, TGT_V)
    model = transformer(m, draw, L=1)
    return model(src[1:2, :3], tgt[1:2]), model(padded(src, 7, 3, 5), tgt)


@scenario(EX)
def test_Transformer_without_positions(m, draw):
    src, order = ids(draw, 2, 7, SRC_V), draw.permutation(7)
    model = transformer(m, draw, positions=False)
    return model.encode(src)[0], model.encode(src[:, order])[0]


@scenario(EX, weight=2, aspect="gradients", cases={"two weights": {}, "tied": dict(tied=True)})
def test_Transformer_gradients(m, draw, **options):
    src, tgt = padded(ids(draw, 2, 5, SRC_V), 5, 3), padded(ids(draw, 2, 4, TGT_V), 2, 4)
    return module_value_and_grads(transformer(m, draw, L=1, **options), src, tgt)


@scenario(EX, weight=1.5, aspect="gradients")
def test_Transformer_causality_by_gradient(m, draw):
    src, tgt = ids(draw, 1, 3, SRC_V), draw.permutation(TGT_V - 1)[None, :4] + 1
    r = draw.normal(4, TGT_V)
    model = transformer(m, draw, L=1)
    embedding = model.tgt_embedding.weight
    logits = model(src, tgt)[0]
    with unguarded():
        scores = [(r[t] * logits[t]).sum() for t in range(4)]
        gradients = [torch.autograd.grad(s, embedding, retain_graph=True)[0] for s in scores]
    return [{f"word {s}": gradient[tgt[0, s]] for s in range(4)} for gradient in gradients]


@scenario(EX, aspect="robust")
def test_Transformer_source_of_padding(m, draw):
    src, tgt = padded(ids(draw, 2, 5, SRC_V), 0, 5), ids(draw, 2, 3, TGT_V)
    return module_value_and_grads(transformer(m, draw, L=1), src, tgt)


COUNTS = {
    "3 layers": dict(L=3),
    "tied, post": dict(L=1, tied=True, norm="post"),
}


@scenario(EX, weight=1, cases=COUNTS, float64=False)
def test_Transformer_parameters(m, draw, L, **options):
    return parameter_count(lambda: m.Transformer(101, 53, 12, 3, L, 29, **options))


def begins_well(evidence, _kept):
    """Judge how the embeddings are initialised: deviation 1 / √d, the padding's row 0."""
    for name, (weight, pad) in evidence.items():
        if float(weight[pad].abs().max()) > 0:
            return Failed(f"{name}: the row of the padding should start at 0")
        rows = torch.cat([weight[:pad], weight[pad + 1 :]]).double()
        times = float(rows.std()) * weight.shape[1] ** 0.5
        if not 0.9 < times < 1.1:
            return Failed(
                f"{name}: the deviation at the beginning should be 1 / √d; yours is {times:.2f} "
                "times that",
                misconception="embeddings start too large" if times > 1.1 else None,
            )
    return None


# slow, so that `verify` proves it under one seed only: the bounds are eight deviations away
@scenario(EX, weight=0.5, aspect="robust", check=begins_well, float64=False, slow=True)
def test_Transformer_beginning(m, draw):
    torch.manual_seed(draw.seed("weights"))
    model = m.Transformer(211, 199, 16, 2, 1, 8, pad=3)
    return {name: (getattr(model, name).weight, 3) for name in ("src_embedding", "tgt_embedding")}


@scenario(EX, weight=0.5, aspect="efficient", max_elements=60000)
def test_Transformer_embeddings_are_looked_up(m, draw):
    src = draw.integers(3, 17, high=5003)
    model = m.Transformer(5003, TGT_V, D, H, 1, FF)
    fill(Parameters(model), draw, scale=0.6)
    return model.to(draw.device).encode(src)[0][:, 0]
