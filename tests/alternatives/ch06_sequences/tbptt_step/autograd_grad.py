"""torch.autograd.grad instead of backward, the norm by hand, log_softmax and gather."""

import torch


def detach_state(state):
    if state is None:
        return None
    if torch.is_tensor(state):
        return state.clone().detach()
    if isinstance(state, dict):
        return dict(zip(state, map(detach_state, state.values()), strict=True))
    parts = [detach_state(part) for part in state]
    return tuple(parts) if isinstance(state, tuple) else parts


def tbptt_step(model, state, chunk, opt, clip=None):
    inputs, targets = chunk
    logits, state = model(inputs, detach_state(state))
    log_p = logits.log_softmax(-1)
    loss = -log_p.gather(2, targets[:, :, None]).mean()
    parameters = [p for p in model.parameters() if p.requires_grad]
    grads = torch.autograd.grad(loss, parameters)
    scale = 1.0
    if clip is not None:
        norm = torch.sqrt(sum(g.square().sum() for g in grads))
        scale = min(1.0, float(clip / (norm + 1e-6)))
    for parameter, grad in zip(parameters, grads, strict=True):
        parameter.grad = grad * scale
    opt.step()
    return detach_state(state), float(loss)
