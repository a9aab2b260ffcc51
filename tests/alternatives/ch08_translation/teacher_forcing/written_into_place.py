"""New tensors filled with <bos>, then written into."""

import torch


def decoder_inputs(target, bos):
    inputs = torch.full_like(target, bos)
    inputs[:, 1:] = target[:, :-1]
    return inputs


def scheduled_inputs(target, predicted, p_teacher, u, bos):
    inputs = decoder_inputs(predicted, bos)
    use = u[:, 1:] < p_teacher
    inputs[:, 1:][use] = target[:, :-1][use]
    return inputs
