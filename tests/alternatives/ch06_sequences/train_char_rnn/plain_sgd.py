"""Sequential batches with plain gradient descent and hard clipping, everything in one loop."""

import torch
from torch.nn import functional

from .batches import sequential_batches
from .language_model import RNNLM


def train_char_rnn(corpus_ids, vocab_size, seed=0):
    torch.manual_seed(seed)
    model = RNNLM(vocab_size, 24, 128)
    parameters = list(model.parameters())
    batches, state, steps = iter(()), None, 400
    for step in range(steps):
        batch = next(batches, None)
        if batch is None:
            batches = sequential_batches(corpus_ids, 32, 32, step % 32)
            batch, state = next(batches), None
        logits, state = model(batch[0], state)
        state = state.detach()
        loss = functional.cross_entropy(logits.transpose(1, 2), batch[1])
        grads = torch.autograd.grad(loss, parameters)
        norm = torch.sqrt(sum(g.square().sum() for g in grads))
        rate = 4.0 * (1 - step / steps) / max(1.0, float(norm))
        with torch.no_grad():
            for parameter, grad in zip(parameters, grads, strict=True):
                parameter.sub_(rate * grad)
    return model
