"""Writes src/core/sketch/golden/*.json: what NumPy makes of random weights, by sorting them.

    python3 scripts/goldens/sketch.py

The weights themselves are not stored: src/testing/golden-weights.ts draws the same ones, bit for bit, from the same
integer hash. So only operations that IEEE 754 rounds exactly (+ − × ÷ √) may make a weight; log and exp are spelled out.
"""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "src/core/sketch/golden"
WEIGHTS = 6007
KEPT = [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99]
SHARES = [0.5, 0.8, 0.9, 0.95, 0.99]
LN2 = 0.6931471805599453

# ---------------------------------------------------------------- weights, as in golden-weights.ts


def bits(n, seed, stream):
    """32 bits for each of n positions: Wellons' lowbias32."""
    x = np.arange(n, dtype=np.uint64) * 0x9E3779B1 + seed * 0x85EBCA77 + stream * 0xC2B2AE3D
    x &= 0xFFFFFFFF
    x ^= x >> np.uint64(16)
    x = (x * 0x7FEB352D) & 0xFFFFFFFF
    x ^= x >> np.uint64(15)
    x = (x * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> np.uint64(16))


def uniform(n, seed, stream):
    """In (0, 1), exactly."""
    return (bits(n, seed, stream).astype(np.float64) + 0.5) / 2.0**32


def log(x):
    """2 artanh((m − 1)/(m + 1)) + e ln 2 for x = m 2^e, √½ ≤ m < √2."""
    m, e = np.frexp(x)
    small = m < 0.7071067811865476
    m = np.where(small, m * 2.0, m)
    e = np.where(small, e - 1, e).astype(np.float64)
    s = (m - 1.0) / (m + 1.0)
    square = s * s
    series = np.zeros_like(s)
    for k in range(21, 0, -2):
        series = series * square + 1.0 / k
    return 2.0 * s * series + e * LN2


def exp(x):
    """Taylor's series of x/64, squared six times."""
    y = x / 64.0
    series = np.ones_like(y)
    for k in range(14, 0, -1):
        series = series * y / float(k) + 1.0
    for _ in range(6):
        series = series * series
    return series


def normal(n, seed, stream=0):
    """Marsaglia's polar method; each further attempt has two streams of its own."""
    z = np.zeros(n)
    open_ = np.ones(n, dtype=bool)
    attempt = 0
    while open_.any():
        u = 2.0 * uniform(n, seed, stream + 2 * attempt) - 1.0
        v = 2.0 * uniform(n, seed, stream + 2 * attempt + 1) - 1.0
        s = u * u + v * v
        hit = open_ & (s < 1.0)
        safe = np.where(hit, s, 0.5)
        z = np.where(hit, u * np.sqrt(-2.0 * log(safe) / safe), z)
        open_ &= ~hit
        attempt += 1
    return z


def signs(n, seed, stream):
    return np.where(bits(n, seed, stream) & np.uint64(1), -1.0, 1.0)


def specials(n, seed):
    few = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40, -3e-42, 2.0**-24, -(2.0**-15)])
    chosen = few[(bits(n, seed, 201) % np.uint64(len(few))).astype(int)]
    return np.where(bits(n, seed, 200) % np.uint64(20) == 0, chosen, 0.02 * normal(n, seed))


def student(n, seed):
    a, b, c = (normal(n, seed, stream) for stream in (300, 400, 500))
    return 0.02 * normal(n, seed) / np.sqrt((a * a + b * b + c * c) / 3.0)


def outliers(n, seed):
    return np.where(bits(n, seed, 200) % np.uint64(200) == 0, 50.0, 1.0) * (0.02 * normal(n, seed))


DISTRIBUTIONS = {
    "gaussian": lambda n, seed: 0.02 * normal(n, seed),
    "student-t3": student,
    "uniform": lambda n, seed: 2.0 * uniform(n, seed, 0) - 1.0,
    "laplace": lambda n, seed: signs(n, seed, 1) * -log(uniform(n, seed, 0)),
    "lognormal": lambda n, seed: signs(n, seed, 200) * exp(normal(n, seed)),
    "half-pruned": lambda n, seed: normal(n, seed) * (bits(n, seed, 200) & np.uint64(1)).astype(np.float64),
    "outliers": outliers,
    "two-values": lambda n, seed: signs(n, seed, 1) * np.where(uniform(n, seed, 0) < 0.3, 0.75, 0.03125),
    "int4-grid": lambda n, seed: ((bits(n, seed, 0) % np.uint64(16)).astype(np.float64) - 8.0) * 0.01171875,
    "int8-grid": lambda n, seed: np.clip(np.floor(40.0 * normal(n, seed) + 0.5), -127.0, 127.0) * 0.001953125,
    "specials": specials,
    "zeros": lambda n, seed: signs(n, seed, 0) * 0.0,
    "single": lambda n, seed: np.array([-0.3125]),
    "empty": lambda n, seed: np.array([]),
}

# ---------------------------------------------------------------- dtypes


def rounded(mantissa_bits, least_exponent):
    """To the nearest value of that many mantissa bits, ties to even."""

    def to(values):
        finite = np.where(np.isfinite(values), values, 0.0)
        exponent = np.maximum(np.frexp(finite)[1] - 1, least_exponent)
        unit = np.ldexp(1.0, exponent - mantissa_bits)
        nearest = np.copysign(np.rint(finite / unit) * unit, values)
        return np.where(np.isfinite(values), nearest, values)

    return to


DTYPES = {
    "f64": (lambda values: values, 2.0**-1022),
    "f32": (lambda values: values.astype(np.float32).astype(np.float64), 2.0**-126),
    "f16": (lambda values: values.astype(np.float16).astype(np.float64), 2.0**-14),
    "bf16": (rounded(7, -126), 2.0**-126),
    "f8_e4m3": (rounded(3, -6), 2.0**-6),
}

# ---------------------------------------------------------------- what is expected


def expected_of(values, n):
    """Everything that depends on which weights the axis counts; `values` are the non-zero magnitudes, falling."""
    result = {}
    mean = values.sum() / n
    for quantity, power in (("mass", 1), ("energy", 2)):
        sums = np.concatenate([[0.0], np.cumsum(values**power)])
        total = sums[-1]
        ranks = np.arange(len(sums), dtype=np.float64)
        share_at = lambda rank: np.interp(rank, ranks, sums / total)
        # ties with the mean lie behind the knee, however the mean was rounded
        above = lambda slope: int(np.count_nonzero(values**power > slope * (total / n) * (1 + 1e-12)))
        result[quantity] = {
            "shares": share_at(np.array(KEPT) * n),
            "keptFor": np.interp(np.array(SHARES) * total, sums, ranks) / n,
            "knee": [above(1.0) / n, share_at(above(1.0))],
            "plateau": [above(0.1) / n, share_at(above(0.1))],
            "initialSlope": share_at(0.01 * n) / 0.01,
        }
    rising = np.concatenate([np.zeros(n - len(values)), values[::-1]])
    order = 2.0 * np.arange(1, n + 1) - n - 1
    l1, l2 = values.sum(), np.sqrt((values**2).sum())
    result["gini"] = (order * rising).sum() / (n * values.sum())
    result["hoyer"] = (np.sqrt(n) - l1 / l2) / (np.sqrt(n) - 1) if n > 1 else 0.0
    result["aimer"] = l1 / l2 / np.sqrt(n)
    result["participationL1"] = l1**2 / (n * l2**2)
    result["participationL2"] = (values**2).sum() ** 2 / (n * (values**4).sum())
    result["outlierRatio"] = values[0] / mean
    result["meanMagnitude"] = mean
    return result


def edges_of(values):
    """Thresholds at edges of 1/8 octave, where binned curves too must be exact, and what lies above them."""
    edges = []
    for kept in (0.01, 0.1, 0.3, 0.6, 0.9):
        mantissa, exponent = np.frexp(values[int(kept * len(values))])
        edge = np.ldexp(np.floor(mantissa * 16) / 16, exponent)
        above = values[values >= edge]
        edges.append([edge, len(above), above.sum() / values.sum()])
    return edges


def case_of(name, seed, to_dtype, least_normal):
    weights = to_dtype(DISTRIBUTIONS[name](WEIGHTS, seed))
    finite = weights[np.isfinite(weights)]
    magnitudes = np.abs(finite)
    values = np.sort(magnitudes[magnitudes > 0])[::-1]
    zeros = finite == 0
    case = {
        "distribution": name,
        "seed": seed,
        "totals": {
            "count": len(weights),
            "zeros": int(zeros.sum()),
            "negativeZeros": int((zeros & np.signbit(finite)).sum()),
            "subnormals": int(((magnitudes > 0) & (magnitudes < least_normal)).sum()),
            "nan": int(np.isnan(weights).sum()),
            "infinite": int(np.isinf(weights).sum()),
            "l1": values.sum(),
            "sumSquares": (values**2).sum(),
            "maxAbs": values[0] if len(values) else 0.0,
        },
    }
    if len(values) == 0:
        return case
    n = len(finite)
    case["all"] = expected_of(values, n)
    if len(values) < n:
        case["nonzero"] = expected_of(values, len(values))
    kept = np.ceil(np.array(KEPT) * len(values) - 1e-9).astype(int)
    case["magnitudes"] = values[np.maximum(kept, 1) - 1]
    # linear between ranks, as the curve is
    sums = np.concatenate([[0.0], np.cumsum(values)])
    case["tail"] = 1 - np.interp(0.9 * len(values), np.arange(len(sums)), sums) / sums[-1]
    case["edges"] = edges_of(values)
    return case


def plain(value):
    """Numbers of 14 digits, more than the tests ask for; those with few binary digits, such as edges, in full."""
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return [plain(entry) for entry in value]
    if not isinstance(value, float):
        return value
    return float(value if np.float32(value) == value else f"{value:.14g}")


def main():
    FOLDER.mkdir(exist_ok=True)
    for at, (dtype, (to_dtype, least_normal)) in enumerate(DTYPES.items()):
        names = [name for name in DISTRIBUTIONS if dtype != "f8_e4m3" or name != "specials"]
        cases = [case_of(name, 100 * at + i, to_dtype, least_normal) for i, name in enumerate(names)]
        head = json.dumps({"dtype": dtype, "weights": WEIGHTS, "kept": KEPT, "shares": SHARES})[:-1]
        lines = ",\n".join(json.dumps(plain(case), separators=(",", ":"), allow_nan=False) for case in cases)
        (FOLDER / f"{dtype}.json").write_text(f'{head}, "cases": [\n{lines}\n]}}\n')


main()
