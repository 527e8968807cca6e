"""The sparsity curve of one safetensors file in NumPy (and PyTorch), timed with the reading of the file included.

Usage: numpy-scan.py FILE WAY, with WAY one of `typed` (abs, sort, cumsum in f32), `patterns` (sorting raw 16-bit
patterns, the fastest way known) or `torch`. Prints seconds and the number of values. A piece of at most 256 MiB is
enough: all three are linear in it but for the sort, whose logarithm favours the smaller piece.
"""

import json
import struct
import sys
import time

import numpy as np

PIECE_BYTES = 256 * 2**20

path, way = sys.argv[1:3]
with open(path, "rb") as file:
    (header_bytes,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(header_bytes))
dtype = next(iter(header.values()))["dtype"]
start = 8 + header_bytes


def read():
    with open(path, "rb") as file:
        file.seek(start)
        return file.read(PIECE_BYTES)


def decoded(raw):
    if dtype == "F32":
        return np.frombuffer(raw, np.float32)
    return (np.frombuffer(raw, np.uint16).astype(np.uint32) << 16).view(np.float32)


def typed():
    magnitudes = np.abs(decoded(read()))
    magnitudes.sort()
    return np.cumsum(magnitudes[::-1]), magnitudes.size


def patterns():
    words = np.frombuffer(read(), np.uint16) & 0x7FFF
    words.sort(kind="stable")  # radix sort
    return np.cumsum(decoded(words[::-1].tobytes()), dtype=np.float64), words.size


def in_torch():
    import torch

    magnitudes = torch.from_numpy(decoded(read()).copy()).abs()
    return torch.cumsum(torch.sort(magnitudes, descending=True).values, 0), magnitudes.numel()


run = {"typed": typed, "patterns": patterns, "torch": in_torch}[way]
run()  # warm: page cache, allocator
begun = time.perf_counter()
_, values = run()
print(time.perf_counter() - begun, values)
