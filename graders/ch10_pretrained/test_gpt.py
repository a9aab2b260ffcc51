"""Scenarios of GPT-2."""

import math

import torch

from workbook.exercise import Failed, scenario
from workbook.probes import fill, module_value_and_grads, parameter_count, raises, unguarded

EX = "GPT"
V, MAX_LEN, D, HEADS, LAYERS = 19, 13, 12, 3, 2
SIGMAS = 5.5
STD = 0.05


class ParametersOf:
    """A module without its buffers, which are up to the learner."""

    def __init__(self, module):
        self.named_parameters = module.named_parameters

    def named_buffers(self):
        """Return none."""
        return iter(())


def model_of(m, draw, dtype=None, scale=0.5):
    """A small model with drawn parameters."""
    model = m.GPT(V, MAX_LEN, D, HEADS, LAYERS).to(draw.device, dtype or draw.dtype)
    fill(ParametersOf(model), draw, scale)
    return model


@scenario(EX, weight=1, float64=False)
def test_GPT_count(m, draw):
    return f"{parameter_count(lambda: m.GPT(50_257, 1024, 768, 12, 12)):,}"


@scenario(EX, weight=0.5, float64=False, slow=True)  # 96 layers take a while, even without memory
def test_GPT_count_of_gpt3(m, draw):
    return f"{parameter_count(lambda: m.GPT(50_257, 2048, 12_288, 96, 96)):,}"


@scenario(EX, weight=2)
def test_GPT_logits(m, draw):
    return model_of(m, draw)(draw.integers(2, 11, high=V, name="ids"))


@scenario(EX, weight=2)
def test_GPT_double_precision(m, draw):
    model = model_of(m, draw, torch.float64, scale=0.3)
    return model(draw.integers(2, 11, high=V, name="ids"))


@scenario(EX, weight=1.5)
def test_GPT_future_exchanged(m, draw):
    ids, other = draw.integers(3, 11, high=V), draw.integers(3, 5, high=V)
    model = model_of(m, draw)
    exchanged = torch.cat([ids[:, :6], other], 1)
    return [model(some)[:, :6] for some in (ids, exchanged, ids[:, :6])]


@scenario(EX, weight=2, aspect="gradients")
def test_GPT_gradients(m, draw):
    ids = draw.integers(2, 7, high=V)
    model = model_of(m, draw, torch.float64, scale=0.4)
    return module_value_and_grads(model, ids)["parameters"]


@scenario(EX, weight=1)
def test_GPT_param_groups(m, draw):
    model = m.GPT(V, MAX_LEN, D, HEADS, LAYERS)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return [
        {
            "weight_decay": group["weight_decay"],
            "params": sorted(names.get(id(p), "one of no name") for p in group["params"]),
        }
        for group in model.param_groups(draw.number(0.05, 0.5, name="decay"))
    ]


@scenario(EX, weight=0.5, aspect="robust")
def test_GPT_too_long(m, draw):
    model = model_of(m, draw)
    ids = draw.integers(1, MAX_LEN + 1, high=V, name="ids")
    return raises(lambda: model(ids)), model(ids[:, 1:]), model(ids[:, :1])


@scenario(EX, weight=0.5, aspect="robust")
def test_GPT_one_head_and_many(m, draw):
    ids = draw.integers(1, 5, high=V)
    outputs = []
    for heads in (1, D):
        model = m.GPT(V, MAX_LEN, D, heads, 1).to(draw.device, draw.dtype)
        fill(ParametersOf(model), draw)
        outputs.append([model(ids), model.heads, model.max_len])
    return outputs


@scenario(EX, weight=0.5, aspect="efficient", max_ops=300)
def test_GPT_vectorised(m, draw):
    with unguarded():
        model = model_of(m, draw)
    return model(draw.integers(61, 11, high=V, name="ids"))


def well_initialised(evidence, _kept):
    """Judge mean and deviation of every parameter."""
    for case, layers in (("two layers", 2), ("eight layers", 8)):
        parameters = evidence[case]
        wanted = {"wte.weight": 1.0, "wpe.weight": 1.0}
        for i in range(layers):
            wanted |= {f"h.{i}.attn.c_attn.weight": 1.0, f"h.{i}.mlp.c_fc.weight": 1.0}
            last = 1 / math.sqrt(2 * layers)
            wanted |= {f"h.{i}.attn.c_proj.weight": last, f"h.{i}.mlp.c_proj.weight": last}
        if missing := wanted.keys() - parameters.keys():
            return Failed(f"the model should have a parameter {min(missing)}")
        for name, value in parameters.items():
            if failed := _misfit(name, value.double(), wanted.get(name, 0.0) * STD, layers):
                return failed
    return None


def _misfit(name, value, std, layers):
    """Say what is wrong with a parameter that should have this deviation (0: constant)."""
    if not std:
        constant = 1.0 if name.endswith("weight") else 0.0
        right = bool((value == constant).all())
        return None if right else Failed(f"{name} should start at {constant:.0f} everywhere")
    found, n = float(value.square().mean().sqrt()), value.numel()
    if abs(found / std - 1) <= SIGMAS / math.sqrt(2 * n):
        if abs(float(value.mean())) <= SIGMAS * std / math.sqrt(n):
            return None
        return Failed(f"the mean of {name} is not 0")
    message = (
        f"with std={STD} and {layers} layers {name} should have the standard deviation {std:.4f}; "
        f"it has {found:.4f}"
    )
    unscaled = "c_proj" in name and abs(found / STD - 1) < 0.05
    return Failed(message, "residual projections not scaled" if unscaled else None)


def nothing(draw):
    """Show nothing."""
    return None, None


@scenario(EX, weight=1, aspect="robust", given=nothing, check=well_initialised, float64=False)
def test_GPT_initialisation(m, draw, shown):
    seen = {}
    for case, layers in (("two layers", 2), ("eight layers", 8)):
        model = m.GPT(61, 37, 32, 4, layers, std=STD)
        seen[case] = {name: p.detach() for name, p in model.named_parameters()}
    return seen
