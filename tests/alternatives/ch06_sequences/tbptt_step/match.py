"""Structural matching for the state; gradients set to None; scaling in place by hand."""

from torch import Tensor, nn


def detach_state(state):
    match state:
        case Tensor():
            return state.data
        case {**parts}:
            return {key: detach_state(part) for key, part in parts.items()}
        case tuple():
            return tuple(map(detach_state, state))
        case list():
            return [*map(detach_state, state)]
    return state


def tbptt_step(model, state, chunk, opt, clip=None):
    for parameter in model.parameters():
        parameter.grad = None
    out, state = model(chunk[0], detach_state(state))
    loss = nn.CrossEntropyLoss()(out.transpose(1, 2), chunk[1])
    loss.backward()
    if clip is not None:
        total = sum(float(p.grad.norm()) ** 2 for p in model.parameters()) ** 0.5
        if total > clip:
            for p in model.parameters():
                p.grad.mul_(clip / total)
    opt.step()
    return detach_state(state), loss.detach().item()
