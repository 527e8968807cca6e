"""The sparsity curve of blocks of one GGUF tensor type in NumPy, timed with the reading of the file included.

Usage: numpy-ggml.py FILE TYPE START WAY, with TYPE one of Q8_0, Q4_K, IQ2_XXS, MXFP4, START the first byte of blocks, and
WAY one of `naive` (decode, abs, sort, cumsum) or `counted` (the fastest way known: counting instead of sorting, and whole
groups at once where the type allows it). Prints seconds and the number of values. Both ways are linear in the piece but for
the sort, whose logarithm favours a small one.
"""

import base64
import re
import sys
import time
from pathlib import Path

import numpy as np

PIECE_BYTES = 16 * 2**20
BLOCKS = {"Q8_0": (32, 34), "Q4_K": (256, 144), "IQ2_XXS": (256, 66), "MXFP4": (32, 17)}
FLOAT4 = np.array([0, 0.5, 1, 1.5, 2, 3, 4, 6, 0, -0.5, -1, -1.5, -2, -3, -4, -6], np.float32)

path, kind, start, way = sys.argv[1:5]
elements, size = BLOCKS[kind]


def read():
    with open(path, "rb") as file:
        file.seek(int(start))
        raw = file.read(PIECE_BYTES // size * size)
    return np.frombuffer(raw, np.uint8).reshape(-1, size)


def half(blocks, at):
    return np.ascontiguousarray(blocks[:, at : at + 2]).view(np.float16).astype(np.float32)


def codebook():
    source = (Path(__file__).parent.parent / "src/core/ggml/codebooks.ts").read_text()
    packed = re.search(r"iq2xxsGrid = unpack\((.*?),\s*iq2Points", source, re.S).group(1)
    entries = np.frombuffer(base64.b64decode("".join(re.findall(r"'([^']*)'", packed))), "<u2")
    positions = entries[:, None] >> (2 * np.arange(8)) & 3
    return np.array([8, 25, 43], np.float32)[positions], positions


def decode_q8_0(blocks):
    return blocks[:, 2:].view(np.int8) * half(blocks, 0)


def decode_q4_k(blocks):
    packed = blocks[:, 4:16]
    low, middle, high = packed[:, :4], packed[:, 4:8], packed[:, 8:]
    scales = np.concatenate([low & 63, high & 15 | (low >> 6) << 4], 1) * half(blocks, 0)
    offsets = np.concatenate([middle & 63, high >> 4 | (middle >> 6) << 4], 1) * half(blocks, 2)
    pairs = blocks[:, 16:].reshape(-1, 4, 1, 32)
    codes = np.concatenate([pairs & 15, pairs >> 4], 2).reshape(-1, 8, 32)
    return scales[:, :, None] * codes - offsets[:, :, None]


def groups_of_iq2(blocks):
    groups = blocks[:, 2:].reshape(-1, 8, 8)
    own = half(blocks, 0) * (0.5 + (groups[:, :, 7] >> 4)) * 0.25
    return groups, own.astype(np.float32)


def decode_iq2_xxs(blocks):
    # signs do not matter to magnitudes, so they are left out
    groups, own = groups_of_iq2(blocks)
    return codebook()[0][groups[:, :, :4]] * own[:, :, None, None]


def decode_mxfp4(blocks):
    scales = np.exp2(blocks[:, :1].astype(np.float32) - 127)
    return np.concatenate([FLOAT4[blocks[:, 1:] & 15], FLOAT4[blocks[:, 1:] >> 4]], 1) * scales


decode = {"Q8_0": decode_q8_0, "Q4_K": decode_q4_k, "IQ2_XXS": decode_iq2_xxs, "MXFP4": decode_mxfp4}[kind]


def naive():
    magnitudes = np.abs(decode(read())).ravel()
    magnitudes.sort()
    np.cumsum(magnitudes[::-1])
    return magnitudes.size


def curve_of(magnitudes, counts):
    falling = np.argsort(-magnitudes)
    return np.cumsum((magnitudes * counts)[falling])


def counted():
    blocks = read()
    if kind == "MXFP4":
        pairs = np.bincount((blocks[:, :1].astype(np.uint16) << 8 | blocks[:, 1:]).ravel(), minlength=2**16)
        table = np.zeros((256, 16))
        for nibbles in (np.arange(256) & 15, np.arange(256) >> 4):
            np.add.at(table, (slice(None), nibbles), pairs.reshape(256, 256))
        values = np.abs(FLOAT4)[None, :] * np.exp2(np.arange(256.0) - 127)[:, None]
        curve_of(values.ravel(), table.ravel())
    elif kind == "IQ2_XXS":
        groups, own = groups_of_iq2(blocks)
        of_entry = np.stack([(codebook()[1] == point).sum(1) for point in range(3)], 1)
        counts = of_entry[groups[:, :, :4]].sum(2)
        curve_of((own[:, :, None] * np.array([8, 25, 43], np.float32)).ravel(), counts.ravel())
    else:
        magnitudes = np.abs(decode(blocks)).ravel()
        keys = magnitudes.view(np.uint32) >> 16
        np.cumsum(np.bincount(keys, weights=magnitudes)[::-1])
        np.bincount(keys)
    return blocks.shape[0] * elements


run = {"naive": naive, "counted": counted}[way]
run()  # warm: page cache, allocator
begun = time.perf_counter()
values = run()
print(time.perf_counter() - begun, values)
