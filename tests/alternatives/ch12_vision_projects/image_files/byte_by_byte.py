"""A stream that is read piece by piece, and int.from_bytes."""

from __future__ import annotations

import io
import zlib

import torch


def _read(stream, count):
    piece = stream.read(count)
    if len(piece) != count:
        msg = f"wanted {count} bytes, got {len(piece)}"
        raise ValueError(msg)
    return piece


def parse_idx(raw):
    if raw[0:1] == b"\x1f" and raw[1:2] == b"\x8b":
        unpacker = zlib.decompressobj(wbits=31)
        try:
            raw = unpacker.decompress(raw)
        except zlib.error as error:
            raise ValueError(str(error)) from error
        if not unpacker.eof:
            msg = "the packed file ends too early"
            raise ValueError(msg)
    stream = io.BytesIO(raw)
    zero, also_zero, kind, rank = _read(stream, 4)
    if (zero, also_zero, kind) != (0, 0, 8) or not rank:
        msg = "wrong magic number"
        raise ValueError(msg)
    shape = [int.from_bytes(_read(stream, 4), "big") for _ in range(rank)]
    count = 1
    for size in shape:
        count *= size
    entries = list(_read(stream, count))
    if stream.read(1):
        msg = "something is left over"
        raise ValueError(msg)
    return torch.tensor(entries, dtype=torch.uint8).reshape(shape)


def write_idx(x):
    if x.dtype != torch.uint8:
        msg = "bytes are wanted"
        raise ValueError(msg)
    stream = io.BytesIO()
    stream.write(b"\x00\x00\x08")
    stream.write(x.ndim.to_bytes(1, "big"))
    for size in x.shape:
        stream.write(int(size).to_bytes(4, "big"))
    stream.write(bytes(x.reshape(-1).tolist()))
    return stream.getvalue()


def parse_cifar_batch(batch):
    found = {}
    for key, value in batch.items():
        found[str(key, "ascii") if isinstance(key, bytes) else key] = value
    labels = found.get("labels", found.get("fine_labels"))
    data = torch.from_numpy(found["data"]).clone()
    if data.dim() != 2 or data.size(1) != 3072 or data.size(0) != len(labels):
        msg = "not a batch"
        raise ValueError(msg)
    return data.unflatten(1, (3, 32, 32)), torch.LongTensor(labels)
