"""Arrays of padding first, rows written into them; batches by integer positions."""

import torch


def pad_or_truncate(ids, n, pad):
    out = [pad] * n
    for place, number in zip(range(n), ids, strict=False):
        out[place] = number
    return out


def build_array(lines, vocab, n):
    arr = torch.full((len(lines), n), vocab["<pad>"])
    valid_len = torch.zeros(len(lines), dtype=torch.int64)
    unknown = vocab["<unk>"]
    for row, line in enumerate(lines):
        length = min(len(line), n - 1)
        for column in range(length):
            arr[row, column] = vocab.get(line[column], unknown)
        arr[row, length] = vocab["<eos>"]
        valid_len[row] = length + 1
    return arr, valid_len


def translation_batches(arrays, batch_size, order):
    for start in range(0, len(order), batch_size):
        X, X_len, Y, Y_len = (part[order[start : start + batch_size]] for part in arrays)
        yield X.narrow(1, 0, int(X_len.max())), X_len, Y.narrow(1, 0, int(Y_len.max())), Y_len
