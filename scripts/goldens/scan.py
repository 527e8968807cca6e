"""Writes src/cli/golden/mixed.safetensors, a small model of many dtypes, and what NumPy says of it, mixed.json.

    python3 scripts/goldens/scan.py

The command line is held against it: every sum and every point of a curve, each by abs, sort and cumsum in doubles.
"""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "src/cli/golden"
KEPT = [0.0, 0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]
random = np.random.default_rng(20261122)

# ---------------------------------------------------------------- dtypes: how values become bytes, and bytes values


def bf16_codes(values):
    bits = values.astype(np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return np.where(np.isnan(values), 0x7FC0, rounded).astype(np.uint16)


def bf16_values(codes):
    return (codes.astype(np.uint32) << 16).view(np.float32).astype(np.float64)


def small_values(mantissa_bits, bias, specials):
    """Values of all 256 codes of an 8-bit float."""
    codes = np.arange(256)
    exponent = (codes & 0x7F) >> mantissa_bits
    mantissa = (codes & ((1 << mantissa_bits) - 1)) / (1 << mantissa_bits)
    normal = (1.0 + mantissa) * 2.0 ** (exponent - bias)
    values = np.where(exponent == 0, mantissa * 2.0 ** (1 - bias), normal)
    for code, value in specials.items():
        values[code] = values[code | 0x80] = value
    return np.where(codes & 0x80, -values, values)


def small_codes(values):
    """Any code of the size of the other weights, and whatever is not finite."""
    return np.flatnonzero((np.abs(values) <= 0.25) | ~np.isfinite(values)).astype(np.uint8)


E4M3 = small_values(3, 7, {0x7F: np.nan})
E5M2 = small_values(2, 15, {0x7C: np.inf, 0x7D: np.nan, 0x7E: np.nan, 0x7F: np.nan})

DTYPES = {
    "F64": (lambda v: v.astype("<f8"), lambda c: c.astype(np.float64)),
    "F32": (lambda v: v.astype("<f4"), lambda c: c.astype(np.float64)),
    "F16": (lambda v: v.astype("<f2"), lambda c: c.astype(np.float64)),
    "BF16": (bf16_codes, bf16_values),
    "F8_E4M3": (lambda v: random.choice(small_codes(E4M3), v.shape), lambda c: E4M3[c]),
    "F8_E5M2": (lambda v: random.choice(small_codes(E5M2), v.shape), lambda c: E5M2[c]),
    "I64": (lambda v: np.arange(v.size, dtype="<i8").reshape(v.shape), None),
}

# ---------------------------------------------------------------- the model


def weights(shape, specials=False):
    values = 0.02 * random.standard_t(3, shape)
    values[random.random(shape) < 0.1] = 0.0
    values[random.random(shape) < 0.02] = -0.0
    if specials:
        places = random.random(shape)
        for at, special in enumerate([np.nan, np.inf, -np.inf, 1e-41, -3e-43]):
            values[(places > 0.02 * at) & (places < 0.02 * at + 0.005)] = special
    return values


EXPERT_DTYPES = ["F32", "BF16", "F16", "F64", "F8_E4M3", "F8_E5M2", "BF16", "F32"]


def model():
    yield "model.embed_tokens.weight", "BF16", weights((40, 16))
    for layer in range(2):
        prefix = f"model.layers.{layer}"
        yield f"{prefix}.input_layernorm.weight", "F32", weights((16,))
        yield f"{prefix}.self_attn.q_proj.weight", "F16", weights((16, 16))
        yield f"{prefix}.position_ids", "I64", weights((5,))
        yield f"{prefix}.block_sparse_moe.gate.weight", "F32", weights((4, 16))
        for expert in range(4):
            dtype = EXPERT_DTYPES[4 * layer + expert]
            for name, shape in (("w1", (24, 16)), ("w2", (16, 24)), ("w3", (24, 16))):
                specials = expert == 1 and name == "w1"
                yield f"{prefix}.block_sparse_moe.experts.{expert}.{name}.weight", dtype, weights(shape, specials)


SCOPES = {
    "experts": lambda name: ".experts." in name,
    "routers": lambda name: name.endswith("moe.gate.weight"),
    "all": lambda name: "norm" not in name and "ids" not in name,
    "layer:1": lambda name: "layers.1." in name and "norm" not in name and "ids" not in name,
    "expert:0/2": lambda name: "layers.0." in name and ".experts.2." in name,
    "expert:*/1/gate": lambda name: ".experts.1.w1." in name,
    "experts/down": lambda name: ".w2." in name,
    "projection:0/up": lambda name: "layers.0." in name and ".w3." in name,
    "expert:0/0+routers": lambda name: ("layers.0." in name and ".experts.0." in name) or name.endswith("moe.gate.weight"),
    "tensor:model.embed_tokens.weight": lambda name: name == "model.embed_tokens.weight",
}

# ---------------------------------------------------------------- what is expected


def statistics(values):
    finite = np.abs(values[np.isfinite(values)])
    return {
        "zeros": int((finite == 0).sum()),
        "nonFinite": int(values.size - finite.size),
        "l1": float(finite.sum()),
        "l2": float(np.sqrt((finite**2).sum())),
        "maxAbs": float(finite.max()),
    }


def curve(values, count):
    finite = np.abs(values[np.isfinite(values)])
    sums = np.concatenate([[0.0], np.cumsum(np.sort(finite)[::-1])])
    weights = finite.size if count == "all" else int((finite > 0).sum())
    shares = np.interp(np.array(KEPT) * weights, np.arange(sums.size), sums / sums[-1])
    return {"weights": weights, "points": [list(point) for point in zip(KEPT, shares.tolist())]}


def write_safetensors(path, tensors):
    header, at = {}, 0
    for name, dtype, codes in tensors:
        header[name] = {"dtype": dtype, "shape": list(codes.shape), "data_offsets": [at, at + codes.nbytes]}
        at += codes.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    data = b"".join(codes.tobytes() for _, _, codes in tensors)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def main():
    FOLDER.mkdir(exist_ok=True)
    tensors = [(name, dtype, DTYPES[dtype][0](values)) for name, dtype, values in model()]
    write_safetensors(FOLDER / "mixed.safetensors", tensors)
    decoded = {name: DTYPES[dtype][1](codes).ravel() for name, dtype, codes in tensors if DTYPES[dtype][1]}

    def chosen(scope):
        return np.concatenate([values for name, values in decoded.items() if SCOPES[scope](name)])

    rows = [f"{json.dumps(name)}: {json.dumps(statistics(values))}" for name, values in decoded.items()]
    curves = [
        json.dumps({"scope": scope, "count": count, **curve(chosen(scope), count)})
        for scope in SCOPES
        for count in ("all", "nonzero")
    ]
    text = '{"tensors": {\n%s\n}, "curves": [\n%s\n]}\n' % (",\n".join(rows), ",\n".join(curves))
    (FOLDER / "mixed.json").write_text(text)


main()
