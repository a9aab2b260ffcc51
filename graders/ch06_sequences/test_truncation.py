"""Scenarios for truncated back-propagation through time."""

import torch
from torch import nn

from workbook.exercise import scenario
from workbook.probes import number, value_and_grads

EX = "tbptt_step"
V, H = 7, 5


class SmallModel(nn.Module):
    """A recurrent language model whose state is a tuple, and whose parameters are drawn."""

    def __init__(self, draw):
        super().__init__()
        self.read = self._drawn(draw, V, H)
        self.carry = self._drawn(draw, H, H)
        self.write = self._drawn(draw, H, V)

    @staticmethod
    def _drawn(draw, *shape):
        return nn.Parameter(draw.normal(*shape, scale=0.7, dtype=torch.float64))

    def forward(self, x, state=None):
        """Read ids and return logits and the state."""
        h, seen = state or (self.read.new_zeros(len(x), H), self.read.new_zeros(len(x), 1))
        hs = []
        for ids in x.T:
            h = torch.tanh(self.read[ids] + h @ self.carry)
            seen = 0.9 * seen + h.mean(1, keepdim=True)
            hs.append(h + seen)
        return torch.stack(hs, 1) @ self.write, (h, seen)


def chunks(draw, count, rows=3, steps=4):
    """Neighbouring chunks of a text."""
    ids = draw.integers(rows, count * steps + 1, high=V)
    return [
        (ids[:, i : i + steps], ids[:, i + 1 : i + steps + 1])
        for i in range(0, count * steps, steps)
    ]


def look(model, state, losses):
    """What there is to see after some steps."""
    parameters = {name: p.detach().clone() for name, p in model.named_parameters()}
    h, seen = state
    return {
        "the loss of each chunk": [number(loss) for loss in losses],
        "the state": {"h": h.detach().clone(), "seen": seen.detach().clone()},
        "the state is attached to a graph": [h.requires_grad, seen.requires_grad],
        "the parameters": parameters,
    }


def train(m, model, text, clip, momentum=0.0):
    """Train over some chunks, and look at what came of it."""
    opt = torch.optim.SGD(model.parameters(), lr=0.4, momentum=momentum)
    state, losses = None, []
    for chunk in text:
        state, loss = m.tbptt_step(model, state, chunk, opt, clip)
        losses.append(loss)
    return look(model, state, losses)


@scenario(EX, weight=3, cases={"one chunk": dict(count=1), "three chunks": dict(count=3)})
def test_tbptt_step_chunks(m, draw, count):
    model, text = SmallModel(draw), chunks(draw, count)
    return train(m, model, text, None)


@scenario(
    EX,
    weight=2,
    floor=1e-5,  # some add 1e-6 to the norm before they divide by it
    cases={
        "much": dict(clip=0.125),
        "not at all": dict(clip=1000.0),
        "with momentum": dict(clip=0.25, momentum=0.9),
    },
)
def test_tbptt_step_clips(m, draw, clip, **options):
    model, text = SmallModel(draw), chunks(draw, 2)
    return train(m, model, text, clip, **options)


@scenario(EX, weight=2, aspect="gradients")
def test_tbptt_step_from_an_attached_state(m, draw):
    model, text = SmallModel(draw), chunks(draw, 1)
    source = draw.normal(3, H, dtype=torch.float64).requires_grad_()
    state = (source.tanh(), source.mean(1, keepdim=True))
    opt = torch.optim.SGD(model.parameters(), lr=0.4)
    state, loss = m.tbptt_step(model, state, text[0], opt)
    return look(model, state, [loss]) | {"the gradient of what made the state": source.grad}


@scenario(EX, weight=1, aspect="gradients", cases={"short": dict(steps=1), "long": dict(steps=13)})
def test_tbptt_step_gradient_inside(m, draw, steps):
    model, text = SmallModel(draw), chunks(draw, 1, rows=2, steps=steps)
    opt = torch.optim.SGD(model.parameters(), lr=0.0)
    state, _ = m.tbptt_step(model, None, text[0], opt)
    grads = {name: p.grad for name, p in model.named_parameters()}
    return {"the state": state[0].detach(), "the gradients": grads}


NESTS = {
    "a tensor": lambda a, _: a,
    "a tuple": lambda a, b: (a, b),
    "a list in a dict": lambda a, b: {"h": [a, b], "c": b},
    "tuples in a tuple": lambda a, b: ((a, b), (b, None)),
}


@scenario(EX, weight=2, aspect="robust", cases={name: dict(name=name) for name in NESTS})
def test_tbptt_step_detach(m, draw, name):
    def through_a_state(a, b):
        state = NESTS[name](a.tanh(), a * b)
        cut = m.detach_state(state)
        return [a * part.sum() for part in leaves(cut)] + [part * 2 for part in leaves(state)]

    return value_and_grads(through_a_state, draw.normal(3), draw.normal(3))


def leaves(state):
    """The tensors of a state, in order."""
    if isinstance(state, torch.Tensor):
        return [state]
    if isinstance(state, dict):
        state = state.values()
    return [leaf for part in state or () for leaf in leaves(part)]


@scenario(EX, weight=0.5, float64=False, aspect="robust")
def test_tbptt_step_structure(m, draw):
    a, b = draw.normal(2), draw.normal(3)
    cut = m.detach_state({"h": (a, [b]), "none": None})
    kinds = [type(cut).__name__, type(cut["h"]).__name__, type(cut["h"][1]).__name__]
    return {
        "kinds": kinds,
        "none": cut["none"],
        "of None": m.detach_state(None),
        "b": cut["h"][1][0],
    }
