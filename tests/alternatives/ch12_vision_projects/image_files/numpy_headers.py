"""numpy's big-endian dtypes for headers, planes joined by stack."""

from __future__ import annotations

import gzip

import numpy as np
import torch


def parse_idx(raw):
    if raw.startswith(bytes.fromhex("1f8b")):
        try:
            raw = gzip.decompress(raw)
        except Exception as error:
            msg = "gzip cannot unpack this"
            raise ValueError(msg) from error
    head = np.frombuffer(raw[:4], np.uint8)
    if head.tolist()[:3] != [0, 0, 8] or len(head) < 4 or head[3] < 1:
        msg = "not an idx file of bytes"
        raise ValueError(msg)
    rest = memoryview(raw)[4:]
    if len(rest) < 4 * head[3]:
        msg = "no room for the sizes"
        raise ValueError(msg)
    sizes = np.frombuffer(rest[: 4 * int(head[3])], dtype=">u4").astype(np.int64)
    entries = np.frombuffer(rest[4 * int(head[3]) :], dtype=np.uint8)
    if entries.size != sizes.prod():
        msg = "the header promises another number of entries"
        raise ValueError(msg)
    return torch.tensor(entries.reshape(tuple(sizes)))


def write_idx(x):
    if x.dtype is not torch.uint8:
        msg = "only bytes"
        raise ValueError(msg)
    array = x.numpy(force=True)
    sizes = np.array(array.shape, dtype=">u4").tobytes()
    return bytes((0, 0, 8, array.ndim)) + sizes + array.tobytes(order="C")


def parse_cifar_batch(batch):
    def entry(name):
        return batch.get(name, batch.get(name.encode()))

    rows, names = entry("data"), entry("labels")
    if names is None:
        names = entry("fine_labels")
    if np.ndim(rows) != 2 or rows.shape != (len(names), 3072):
        msg = "shapes do not fit"
        raise ValueError(msg)
    planes = [torch.tensor(rows[:, 1024 * c : 1024 * (c + 1)]).view(-1, 32, 32) for c in range(3)]
    return torch.stack(planes, 1), torch.as_tensor(np.asarray(names, dtype=np.int64))
