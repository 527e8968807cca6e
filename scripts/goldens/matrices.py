"""Writes src/core/pruning/golden/matrices.json: what NumPy makes of quantising matrices and of their singular values.

    python3 scripts/goldens/matrices.py

Weights have few digits, so that they are stored as they are; one matrix has many halves, one weights that are no numbers.
"""

import json
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "src/core/pruning/golden/matrices.json"
GROUPS = ["tensor", "channel", 128, 64, 32]

random = np.random.default_rng(20240722)


def runs(matrix, group):
    """Weights that share a scale."""
    if group == "tensor":
        return [matrix.reshape(-1)]
    width = matrix.shape[1] if group == "channel" else group
    return [row[at : at + width] for row in matrix for at in range(0, len(row), width)]


def quantised(run, bits):
    finite = np.where(np.isfinite(run), run, 0.0)
    step = np.abs(finite).max() / (2 ** (bits - 1) - 1)
    return np.rint(finite / step) * step if step > 0 else finite


def error(matrix, bits, group):
    w = np.concatenate(runs(matrix, group))
    q = np.concatenate([quantised(run, bits) for run in runs(matrix, group)])
    finite = np.isfinite(w)
    w, q = w[finite], q[finite]
    noise = ((w - q) ** 2).sum()
    lengths = np.sqrt((w**2).sum() * (q**2).sum())
    return {
        "bits": bits,
        "group": group,
        "signal": (w**2).sum(),
        "noise": noise,
        "maxError": np.abs(w - q).max(),
        "cosine": (w * q).sum() / lengths if lengths > 0 else 1.0,
        "zeros": int((q == 0).sum()),
        "notFinite": int((~finite).sum()),
    }


def case_of(name, matrix):
    finite = np.where(np.isfinite(matrix), matrix, 0.0)
    u, s, v = np.linalg.svd(finite, full_matrices=False)
    rank = max(1, len(s) // 3)
    return {
        "name": name,
        "weights": [[None if not np.isfinite(w) else w for w in row] for row in matrix.tolist()],
        "errors": [error(matrix, bits, group) for bits in (8, 4, 3, 2) for group in GROUPS],
        "singularValues": s.tolist(),
        "rank": rank,
        "lowRank": ((u[:, :rank] * s[:rank]) @ v[:rank]).tolist(),
    }


def gaussian(rows, columns):
    return np.round(0.02 * random.standard_normal((rows, columns)), 4)


def main():
    low = np.round(gaussian(9, 3) @ gaussian(3, 14) * 1000, 3)
    halves = random.integers(-14, 15, (5, 40)) / 2.0
    halves[:, 0] = 7.0
    damaged = gaussian(4, 70)
    damaged[1, 3], damaged[2, 5], damaged[2, 6] = np.nan, np.inf, -np.inf
    cases = [
        case_of("tall", gaussian(24, 11)),
        case_of("wide", gaussian(6, 150)),
        case_of("of rank three", low),
        case_of("of halves", halves),
        case_of("damaged", damaged),
        case_of("without weights", np.zeros((3, 5))),
        case_of("row", gaussian(1, 33)),
    ]
    lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
    OUT.write_text(f"[\n{lines}\n]\n")


main()
