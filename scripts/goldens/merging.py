"""Writes src/core/pruning/golden/merging.json: what NumPy and SciPy make of aligning, grouping and merging experts.

    python3 scripts/goldens/merging.py

Experts are networks with gates, drawn with few digits; one is another with its units shuffled and a little noise.
"""

import json
from pathlib import Path

import numpy as np
from scipy.cluster import hierarchy
from scipy.optimize import linear_sum_assignment
from scipy.spatial import distance

OUT = Path(__file__).resolve().parents[2] / "src/core/pruning/golden/merging.json"
E, WIDTH, UNITS, KEEP = 6, 5, 7, 3

random = np.random.default_rng(20240709)


def draw(*shape, scale=1.0):
    return np.round(scale * random.standard_normal(shape), 3)


def silu(x):
    return x / (1 + np.exp(-x))


def network():
    return {"up": draw(UNITS, WIDTH), "gate": draw(UNITS, WIDTH), "down": draw(WIDTH, UNITS)}


def forward(net, x):
    return (silu(x @ net["gate"].T) * (x @ net["up"].T)) @ net["down"].T


def shuffled(net):
    order = random.permutation(UNITS)
    noisy = {name: np.round(w + draw(*w.shape, scale=0.02), 3) for name, w in net.items()}
    return {"up": noisy["up"][order], "gate": noisy["gate"][order], "down": noisy["down"][:, order]}


def likeness(a, b):
    return a["up"] @ b["up"].T + a["gate"] @ b["gate"].T


def greedy(table):
    table, order = table.copy(), [-1] * len(table)
    for _ in order:
        row, column = np.unravel_index(np.argmax(table), table.shape)
        order[row] = int(column)
        table[row, :], table[:, column] = -np.inf, -np.inf
    return order


def in_order(net, order):
    return {"up": net["up"][order], "gate": net["gate"][order], "down": net["down"][:, order]}


def mean(nets, weights):
    """In doubles, member by member, rounded once."""
    total = {name: np.zeros_like(w) for name, w in nets[0].items()}
    for net, weight in zip(nets, weights):
        for name in total:
            total[name] = total[name] + weight * net[name]
    return {name: w.astype(np.float32).astype(np.float64) for name, w in total.items()}


def lists(net):
    return {name: w.tolist() for name, w in net.items()}


def first_seen(labels):
    """Clusters numbered by their first item, as the code numbers them."""
    seen = {}
    return [seen.setdefault(int(label), len(seen)) for label in labels]


def dominance(similarity, usage, keep):
    """The most used are dominant; each other expert joins the one it is most like."""
    dominant = sorted(np.argsort(-usage, kind="stable")[:keep].tolist(), key=lambda e: -usage[e])
    return [e if e in dominant else max(dominant, key=lambda d: similarity[e, d]) for e in range(len(usage))]


nets = [network() for _ in range(E)]
nets[4] = shuffled(nets[1])
x = draw(64, WIDTH)
outputs = np.stack([forward(net, x).mean(0) for net in nets])
distances = distance.squareform(distance.pdist(outputs))
linked = hierarchy.fcluster(hierarchy.linkage(outputs, "average"), KEEP, "maxclust")
router = draw(E, WIDTH)
logits = x @ router.T
cosines = 1 - distance.squareform(distance.pdist(logits.T, "cosine"))
usage = np.bincount(np.argsort(-logits, axis=1)[:, :2].ravel(), minlength=E).astype(float)

table = likeness(nets[1], nets[4])
best = linear_sum_assignment(table, maximize=True)[1]
weights = (usage[[1, 4]] / usage[[1, 4]].sum()).tolist()
large = draw(60, 60)
golden = {
    "networks": [lists(net) for net in nets],
    "likeness": table.tolist(),
    "best": best.tolist(),
    "greedy": greedy(table),
    "large": {
        "table": large.tolist(),
        "best": linear_sum_assignment(large, maximize=True)[1].tolist(),
        "greedy": greedy(large),
        "bestSum": float(large[linear_sum_assignment(large, maximize=True)].sum()),
    },
    "pair": {
        "weights": weights,
        "plain": lists(mean([nets[1], nets[4]], weights)),
        "aligned": lists(mean([nets[1], in_order(nets[4], best)], weights)),
    },
    "meanOutputs": outputs.tolist(),
    "distances": distances.tolist(),
    "linked": first_seen(linked),
    "cosines": cosines.tolist(),
    "usage": usage.tolist(),
    "dominance": dominance(cosines, usage, KEEP),
    "router": router.tolist(),
    "mergedRouter": [
        np.sum([usage[e] / usage[members].sum() * router[e] for e in members], 0).astype(np.float32).tolist()
        for members in ([e for e, g in enumerate(first_seen(linked)) if g == group] for group in range(KEEP))
    ],
}
OUT.write_text(json.dumps(golden) + "\n")
