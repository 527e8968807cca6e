"""Routing of OLMoE-shaped JSON Lines, by json.loads line by line: parsed and dropped, or counted by layer with NumPy.

    python3 bench/trace.py FILE parse|count        prints seconds
"""
import json
import sys
import time

path, way = sys.argv[1:]
begun = time.perf_counter()
counts = None
with open(path) as lines:
    if way == 'parse':
        for line in lines:
            json.loads(line)
    else:
        import numpy as np

        for line in lines:
            ids = np.array(json.loads(line)['exp_ids'])
            if counts is None:
                counts = np.zeros((ids.shape[2], 64), np.int64)
            for layer in range(ids.shape[2]):
                counts[layer] += np.bincount(ids[:, :, layer].ravel(), minlength=64)
print(time.perf_counter() - begun)
