"""NumPy; the valid lengths counted afterwards; columns of the batches kept by a mask."""

import numpy as np
import torch


def pad_or_truncate(ids, n, pad):
    return (list(ids) + n * [pad])[:n]


def build_array(lines, vocab, n):
    rows = np.full((len(lines), n), -1)
    for row, line in zip(rows, lines, strict=True):
        ids = [vocab.get(token, vocab["<unk>"]) for token in line]
        ids[n - 1 :] = []
        row[: len(ids) + 1] = [*ids, vocab["<eos>"]]
    valid = rows >= 0
    arr = np.where(valid, rows, vocab["<pad>"])
    return torch.from_numpy(arr), torch.from_numpy(valid.sum(1))


def translation_batches(arrays, batch_size, order):
    X, X_len, Y, Y_len = arrays

    def cut(ids, lengths):
        used = torch.arange(ids.shape[1], device=ids.device) < lengths.amax()
        return ids[:, used], lengths

    pieces = torch.split(order, batch_size)
    return (
        (*cut(X.index_select(0, p), X_len.take(p)), *cut(Y.index_select(0, p), Y_len.take(p)))
        for p in pieces
    )
