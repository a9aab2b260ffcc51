"""The formula written out, new tensors every time; swap through a list of copies."""

import torch


class WeightAverage:
    def __init__(self, params, decay=0.99):
        self.params = [*params]
        self.averages = [torch.empty_like(p).copy_(p).detach() for p in self.params]
        self.decay = decay

    @torch.no_grad()
    def update(self):
        for i, p in enumerate(self.params):
            self.averages[i] = self.decay * self.averages[i] + (1 - self.decay) * p

    @torch.no_grad()
    def swap(self):
        before = [p.clone() for p in self.params]
        for p, average in zip(self.params, self.averages, strict=True):
            p.copy_(average)
        self.averages = before
