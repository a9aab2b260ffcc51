"""Row after row, with lists of Python ints; the map by decoding the whole result once more."""

import torch

from workbook.data.digit_tasks import BOS


def greedy_decode(model, src, steps):
    mode = model.training
    try:
        model.eval()
        with torch.inference_mode():
            memory, mask = model.encode(src)
            rows = []
            for b in range(len(src)):
                written = [BOS]
                while len(written) <= steps:
                    tgt = torch.tensor([written], device=src.device)
                    logits = model.decode(tgt, memory[b : b + 1], mask[b : b + 1])[0]
                    written.append(int(logits[0, -1].argmax()))
                rows.append(written)
            ids = torch.tensor(rows, device=src.device)
            maps = model.decode(ids[:, :-1], memory, mask)[1]
            return ids[:, 1:].clone(), torch.einsum("bhts->bts", maps) / maps.shape[1]
    finally:
        model.train(mode)
