"""Writes src/training/datasets/golden/drawn.json: the first samples of the drawn datasets, and batches, drawn once more.

    python3 scripts/goldens/datasets.py

Only what the datasets' files state is shared with them: the generator (xoshiro128**, seeded by SplitMix32), how streams are
seeded, and the order in which numbers are drawn.
"""

import json
import math
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "src/training/datasets/golden/drawn.json"
MASK = 0xFFFFFFFF


def rotl(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK


class Random:
    def __init__(self, seed):
        self.state, x = [], seed & MASK
        for _ in range(4):
            x = (x + 0x9E3779B9) & MASK
            z = ((x ^ (x >> 16)) * 0x85EBCA6B) & MASK
            z = ((z ^ (z >> 13)) * 0xC2B2AE35) & MASK
            self.state.append(z ^ (z >> 16))
        self.spare = None

    def uniform(self):
        s = self.state
        result = (rotl((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        return result / 2**32

    def below(self, bound):
        return math.floor(self.uniform() * bound)

    def normal(self):
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        radius = math.sqrt(-2 * math.log(1 - self.uniform()))
        angle = 2 * math.pi * self.uniform()
        self.spare = radius * math.sin(angle)
        return radius * math.cos(angle)


def stream(seed, number):
    z = (seed ^ ((number + 1) * 0x9E3779B1)) & MASK
    z = ((z ^ (z >> 16)) * 0x7FEB352D) & MASK
    z = ((z ^ (z >> 15)) * 0x846CA68B) & MASK
    return Random(z ^ (z >> 16))


def moons(seed, noise):
    def draw(label, random):
        angle = math.pi * random.uniform()
        x, y = math.cos(angle), math.sin(angle)
        first = (x if label == 0 else 1 - x) + noise * random.normal()
        return [first, (y if label == 0 else 0.5 - y) + noise * random.normal()]

    return 2, draw


def spirals(seed, classes, turns, noise):
    def draw(label, random):
        radius = math.sqrt(random.uniform())
        angle = 2 * math.pi * (turns * radius + label / classes)
        x = radius * math.cos(angle) + noise * random.normal()
        return [x, radius * math.sin(angle) + noise * random.normal()]

    return classes, draw


def clusters(seed, classes, heaps, features, spread):
    setting = stream(seed, 2)
    centres = [2 * setting.uniform() - 1 for _ in range(classes * heaps * features)]

    def draw(label, random):
        start = (label * heaps + random.below(heaps)) * features
        return [centres[start + axis] + spread * random.normal() for axis in range(features)]

    return classes, draw


def first_samples(dataset, seed, number, count=12):
    classes, draw = dataset
    random = stream(seed, number)
    return [value for sample in range(count) for value in draw(sample % classes, random)]


def batches(count, size, seed, epochs):
    found = []
    for epoch in range(epochs):
        random, order = stream(seed, epoch), list(range(count))
        for i in range(count - 1, 0, -1):
            j = random.below(i + 1)
            order[i], order[j] = order[j], order[i]
        found += [[epoch, b // size, *order[b : b + size]] for b in range(0, count, size)]
    return found


def golden(make, **values):
    dataset = make(**values)
    splits = {name: first_samples(dataset, values["seed"], n) for n, name in enumerate(["train", "test"])}
    return {"values": values, **splits}


FILE.parent.mkdir(exist_ok=True)
FILE.write_text(
    json.dumps(
        {
            "moons": [golden(moons, seed=1, noise=0.1), golden(moons, seed=4294967295, noise=0)],
            "spirals": [golden(spirals, seed=1, classes=3, turns=1, noise=0.02)],
            "clusters": [
                golden(clusters, seed=1, classes=4, heaps=2, features=2, spread=0.3),
                golden(clusters, seed=77, classes=3, heaps=1, features=5, spread=1.5),
            ],
            "batches": batches(count=7, size=3, seed=1, epochs=2),
        }
    )
    + "\n"
)
