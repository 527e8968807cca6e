"""Writes src/core/routing/golden/routing.json: what NumPy and SciPy make of random routers and of real loads.

    python3 scripts/goldens/routing.py

Routers are worked out as their authors' code does it, by masks, cumulative sums and sorts, not as src/core/routing does.
The loads are OLMoE's on GitHub text (allenai/OLMoE, Apache-2.0), from the folder of shared references.
"""

import io
import itertools
import json
import os
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import optimize, stats
from scipy.cluster import hierarchy
from scipy.spatial import distance
from scipy.special import expit, log_softmax, logsumexp, softmax

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MOE_SCOPE_SHARED", ROOT.parent / "shared"))
OUT = ROOT / "src/core/routing/golden/routing.json"
T, E, K = 24, 8, 3

random = np.random.default_rng(20170123)


def draw(*shape, scale=1.0):
    """Few digits, so that the file stays small."""
    return np.round(scale * random.standard_normal(shape), 4)


def top(scores, k):
    """Mask of the k highest of each row, ties to the lower index."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    mask = np.zeros_like(scores, dtype=bool)
    np.put_along_axis(mask, order, True, axis=1)
    return mask


def normalised(gates):
    return gates / gates.sum(1, keepdims=True)


# ---------------------------------------------------------------- routers


def switch(p, capacity, order):
    """Positions in each expert's queue by a cumulative sum over tokens, taken in some order."""
    mask = top(p, 1)[order]
    place = np.cumsum(mask, 0) * mask
    kept = np.zeros_like(mask)
    kept[order] = mask & (place <= capacity)
    return p * kept


def noisy_load(z, noisy, sigma, k):
    chances = np.zeros_like(z)
    for i in range(E):
        others = np.sort(np.delete(noisy, i, axis=1), axis=1)[:, ::-1]
        chances[:, i] = stats.norm.cdf((z[:, i] - others[:, k - 1]) / sigma[:, i])
    return chances.sum(0)


def expert_choice(p, capacity):
    return p * top(p.T, capacity).T


def threshold(p, t, capacity):
    """As XMoE's main_thresholdGating: ranks left + p, and the `capacity` highest of each expert's column."""
    order = np.argsort(-p, axis=1, kind="stable")
    ranked = np.take_along_axis(p, order, 1)
    wanted = np.cumsum(ranked, 1) - ranked < t
    wanted[:, 0] = True
    score = np.zeros_like(p)
    np.put_along_axis(score, order, wanted * (np.arange(E, 0, -1) + ranked), 1)
    kept = top(score.T, capacity).T & (score > 0)
    return (score > 0).sum(1), p * kept


def soft_moe(x, phi, scale):
    logits = scale * (x / np.linalg.norm(x, axis=1, keepdims=True)) @ (phi / np.linalg.norm(phi, axis=0))
    dispatch, combine = softmax(logits, 0), softmax(logits, 1)
    return combine @ (np.tanh(dispatch.T @ x))


def routers():
    z, noise = draw(T, E, scale=1.5), draw(T, E)
    sigma = np.round(np.logaddexp(0, draw(T, E)), 4)
    bias = draw(E, scale=0.3)
    x, phi = draw(10, 5), draw(5, 6)
    hidden = {"gate": draw(T, 4), "experts": draw(E, T, 4), "query": draw(4, 4), "key": draw(4, 4)}
    p, noisy = softmax(z, 1), z + noise * sigma
    s = expit(z)
    chosen = top(s + bias, K)
    wanted, kept = threshold(p, 0.8, 10)
    q = hidden["gate"] @ hidden["query"]
    keys = np.einsum("etd,df->etf", hidden["experts"], hidden["key"])
    return {
        "logits": z,
        "noise": noise,
        "deviation": sigma,
        "bias": bias,
        "probabilities": p,
        "topK": K,
        "overAll": p * top(z, K),
        "overSelected": softmax(np.where(top(z, K), z, -np.inf), 1),
        "noisy": softmax(np.where(top(noisy, K), noisy, -np.inf), 1),
        "noisyLoad": noisy_load(z, noisy, sigma, K),
        "switchCapacity": 4,
        "switchByPosition": switch(p, 4, np.arange(T)),
        "switchByToken": switch(p, 4, np.argsort(-p.max(1), kind="stable")),
        "expertChoice": expert_choice(p, 6),
        "sigmoid": normalised(np.where(chosen, s, 0)),
        "thresholdWanted": wanted,
        "thresholdGates": kept,
        "softMoe": {"tokens": x, "slots": phi, "scale": 1.7, "output": soft_moe(x, phi, 1.7)},
        "attentive": {**hidden, "logits": np.einsum("tf,etf->te", q, keys) / 2.0},
    }


# ---------------------------------------------------------------- losses


def losses():
    z, values = draw(T, E), np.abs(draw(T, E))
    x = draw(T, 3)
    p = softmax(z, 1)
    mean = p.mean(0)
    d = distance.cdist(x, x)
    d /= d.max()
    together = np.array([[(np.outer(p[:, i], p[:, j]) * d).sum() for j in range(E)] for i in range(E)])
    same = np.trace(together) / E
    different = (together.sum() - np.trace(together)) / (E * E - E)
    first = np.bincount(p.argmax(1), minlength=E) / T
    outputs, targets = draw(E, T, 2), draw(T, 2)
    labels = random.integers(0, 2, T)
    mixed = np.einsum("te,etn->tn", p, outputs)
    weights = draw(6, 4)
    return {
        "logits": z,
        "expertLosses": values,
        "inputs": x,
        "expected": (p * values).sum(1).mean(),
        "competitive": -np.log((p * np.exp(-values / 2)).sum(1)).mean(),
        "likelihood": -np.log((p * np.exp(-values)).sum(1)).mean(),
        "responsibilities": normalised(p * np.exp(-values / 2)),
        "outputs": outputs,
        "targets": targets,
        "labels": labels,
        "cooperative": ((targets - mixed) ** 2).sum(1).mean(),
        "preSoftmax": -log_softmax(mixed, 1)[np.arange(T), labels].mean(),
        "cvPopulation": p.sum(0).var() / p.sum(0).mean() ** 2,
        "cvSample": p.sum(0).var(ddof=1) / p.sum(0).mean() ** 2,
        "switch": E * (first * mean).sum(),
        "forward": stats.entropy(mean, np.full(E, 1 / E)),
        "reverse": stats.entropy(np.full(E, 1 / E), mean),
        "zLoss": (logsumexp(z, 1) ** 2).mean(),
        "gateEntropy": stats.entropy(p, axis=1).mean(),
        "same": same,
        "different": different,
        "weights": weights,
        "groupLasso": np.sqrt(6) * np.linalg.norm(weights, axis=0).sum(),
        "hoyerSquare": np.abs(weights).sum() ** 2 / (weights**2).sum(),
    }


# ---------------------------------------------------------------- statistics


class CounterUnpickler(pickle.Unpickler):
    """Reads lists of Counter of NumPy integers, and nothing that could run."""

    def find_class(self, module, name):
        allowed = {
            ("collections", "Counter"): Counter,
            ("numpy.core.multiarray", "scalar"): np._core.multiarray.scalar,
            ("numpy", "dtype"): np.dtype,
        }
        return allowed[module, name]


def olmoe_loads():
    path = SHARED / "fixtures/traces/olmoe_expert_counts_github.pkl"
    counters = CounterUnpickler(io.BytesIO(path.read_bytes())).load()
    return [[int(counter[i]) for i in range(64)] for counter in counters]


def load_measures(load):
    n = np.array(load, dtype=float)
    rising = np.sort(n)
    return {
        "load": load,
        "entropyBits": stats.entropy(n, base=2),
        "participating": n.sum() ** 2 / (n**2).sum(),
        "cv": stats.variation(n),
        "maxOverMean": n.max() / n.mean(),
        "gini": np.abs(n[:, None] - n[None]).sum() / (2 * len(n) * n.sum()),
        "lorenz": np.concatenate([[0], np.cumsum(rising) / n.sum()])[::8],
    }


def information():
    joint = random.integers(0, 12, (6, 4)) * random.integers(0, 2, (6, 4))
    h = lambda counts: stats.entropy(counts.ravel(), base=2)
    rows, columns, n = joint.sum(1), joint.sum(0), joint.sum()
    corrected = lambda counts: h(counts) + (np.count_nonzero(counts) - 1) / (2 * n * np.log(2))
    bits = h(rows) + h(columns) - h(joint)
    return {
        "joint": joint,
        "bits": bits,
        "correctedBits": corrected(rows) + corrected(columns) - corrected(joint),
        "normalised": bits / np.sqrt(h(rows) * h(columns)),
        "purity": joint.max(1).sum() / n,
    }


def wilson():
    cases = [(0, 7), (1, 40), (13, 1000), (500, 1000), (999, 1000), (40, 40)]
    intervals = [stats.binomtest(k, n).proportion_ci(0.95, "wilson") for k, n in cases]
    return [[k, n, ci.low, ci.high] for (k, n), ci in zip(cases, intervals)]


def chance_pairs(loads, tokens_by_size):
    """Enumerates all sets and finds the log-weights by a general solver."""
    n = len(loads)
    sets = {m: np.array([[i in s for i in range(n)] for s in itertools.combinations(range(n), m)], float)
            for m, tokens in enumerate(tokens_by_size) if m and tokens}

    def chances(weights, m):
        return softmax(sets[m] @ weights)

    def error(free):
        weights = np.append(free, 0.0)
        got = sum(tokens_by_size[m] * chances(weights, m) @ sets[m] for m in sets)
        return (got - loads)[:-1]

    weights = np.append(optimize.root(error, np.zeros(n - 1), tol=1e-14).x, 0.0)
    pairs = sum(tokens_by_size[m] * (sets[m].T * chances(weights, m)) @ sets[m] for m in sets)
    return {"choices": loads, "tokensBySize": tokens_by_size, "pairs": pairs}


def similarity():
    a, b, wide = draw(9, 4), draw(9, 3), draw(9, 20)
    points = draw(14, 2)
    tree = hierarchy.linkage(points, "average")

    def cka(one, other):
        one, other = one - one.mean(0), other - other.mean(0)
        return np.linalg.norm(other.T @ one) ** 2 / (np.linalg.norm(one.T @ one) * np.linalg.norm(other.T @ other))

    return {
        "a": a,
        "b": b,
        "wide": wide,
        "cka": cka(a, b),
        "ckaWide": cka(a, wide),
        "cosine": 1 - distance.cdist(a, a, "cosine"),
        "distances": distance.cdist(points, points),
        "linkage": tree,
        "leaves": hierarchy.leaves_list(tree),
        "four": hierarchy.fcluster(tree, 4, "maxclust"),
    }


def plain(value):
    """12 digits, two more than the tests ask for; whole numbers as such."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    if isinstance(value, (int, np.integer)):
        return int(value)
    return int(value) if float(value).is_integer() else float(f"{float(value):.12g}")


def main():
    golden = {
        "routers": routers(),
        "losses": losses(),
        "loads": [load_measures(load) for load in olmoe_loads()],
        "information": information(),
        "wilson": wilson(),
        "chance": [
            chance_pairs([90, 60, 45, 30, 50, 25], [0, 0, 0, 100]),
            chance_pairs([70, 55, 20, 15, 30], [10, 40, 45, 20]),
        ],
        "similarity": similarity(),
    }
    OUT.parent.mkdir(exist_ok=True)
    sections = (f"{json.dumps(name)}: {json.dumps(plain(part), separators=(',', ':'))}" for name, part in golden.items())
    OUT.write_text("{\n" + ",\n".join(sections) + "\n}\n")


main()
