"""Writes src/core/pruning/golden/rows.json: which weights NumPy keeps by rules that look at an output's row of inputs.

    python3 scripts/goldens/rows.py

N:M patterns, the same share of every row, by |w| and by Wanda's |w| * ||x|| (arXiv 2306.11695): scores in single precision, of
equal ones the earlier stays. Weights have few digits, so that many are equal. Masks are rows of 0 and 1.
"""

import json
import math
from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parents[2] / "src/core/pruning/golden/rows.json"
RULES = [
    *({"kind": "pattern", "keep": keep, "of": of} for keep, of in [(1, 2), (2, 4), (1, 4), (4, 8), (6, 8)]),
    *({"kind": "neuron", "fraction": fraction} for fraction in [0, 0.1, 0.333, 0.5, 0.9, 1]),
]

random = np.random.default_rng(20230611)


def highest(scores, count):
    mask = np.zeros(len(scores), dtype=int)
    mask[np.argsort(-scores, kind="stable")[:count]] = 1
    return mask


def row_mask(scores, rule):
    if rule["kind"] == "neuron":
        # what goes is rounded down
        return highest(scores, len(scores) - math.floor(round(len(scores) * (1 - rule["fraction"]), 9)))
    groups = [scores[at : at + rule["of"]] for at in range(0, len(scores), rule["of"])]
    return np.concatenate([highest(group, rule["keep"]) for group in groups])


def sums(weights, mask):
    kept = np.abs(weights.astype(np.float64)) * mask
    return [int((kept > 0).sum()), math.fsum(kept.ravel()), math.fsum((kept**2).ravel())]


def case_of(rows, columns):
    weights = np.round(random.standard_normal((rows, columns)), 1).astype(np.float32)
    squares = np.round(random.exponential(1, columns), 3)
    squares[columns // 3] = 0
    norms = np.sqrt(squares).astype(np.float32)
    answers = []
    for score in ["magnitude", "wanda"]:
        scores = np.abs(weights) * (norms if score == "wanda" else np.float32(1))
        for keep in RULES:
            mask = np.stack([row_mask(row, keep) for row in scores])
            answers.append(
                {
                    "rule": {"score": score, "keep": keep},
                    "mask": ["".join(map(str, row)) for row in mask],
                    "sums": sums(weights, mask),
                }
            )
    return {
        "weights": [[float(f"{w:.1f}") for w in row] for row in weights.tolist()],
        "meanSquares": squares.tolist(),
        "answers": answers,
    }


def main():
    cases = [case_of(4, 48), case_of(3, 29), case_of(1, 3)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    OUT.write_text(f"[\n{lines}\n]\n")


main()
