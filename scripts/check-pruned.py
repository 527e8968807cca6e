"""Compares a pruned checkpoint with the one it was made of, weight for weight, by means of its own: NumPy and nothing else
(and SciPy, for experts that were merged with their hidden units aligned).

    python3 scripts/check-pruned.py ORIGINAL PRUNED [--zeros | --pattern N:M]

Both are folders of safetensors; PRUNED has the keep-list.json that was written with it. Experts are found by the numbers
in names, and along the one axis that has become shorter; those that became one, by the merged-experts.json that was written
where there are any: each of their weights has to be the mean of the members', in doubles, rounded once. With --zeros, weights may have become zeros, but within an
expert's part of a tensor only those smaller than all that stayed. With --pattern, the N largest of every M inputs of an expert
have to have stayed, the first of equal ones, and all others to be zeros. Prints what was compared, as JSON; says what differs,
and ends with 1, if anything does.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np

ITEM = {
    "BOOL": "u1", "U8": "u1", "I8": "u1", "F8_E4M3": "u1", "F8_E5M2": "u1", "F8_E8M0": "u1",
    "F16": "<u2", "BF16": "<u2", "I16": "<u2", "U16": "<u2", "F32": "<u4", "I32": "<u4", "U32": "<u4",
    "F64": "<u8", "I64": "<u8", "U64": "<u8",
}  # fmt: skip
LAYER = re.compile(r"(?:^|[./])(?:layers?|h|blk|blocks?)[._](\d+)(?=[./])")
# tensors of all experts, and those with a row or a number for each
EXPERTS_SHARE = re.compile(r"experts?\.")
ROWS = re.compile(r"gate\.(?:noise\.)?(?:weight|wg|bias|e_score)|router\.|expert_bias")
EXPERT = re.compile(r"(?:(?<=experts\.)|(?<=expert_)|(?<=deepspeed_experts\.)|(?<=mlp\.))(\d+)(?=\.)")


def tensors_of(folder):
    """Name → dtype and bit patterns, of all files."""
    found = {}
    for path in sorted(Path(folder).glob("*.safetensors")):
        with open(path, "rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length))
        data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length) if path.stat().st_size > 8 + length else None
        header.pop("__metadata__", None)
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            raw = np.frombuffer(b"" if begin == end else data[begin:end].tobytes(), dtype=ITEM[entry["dtype"]])
            assert name not in found, f"{name} is there twice"
            found[name] = (entry["dtype"], raw.reshape(entry["shape"]))
    return found


def kept_in(name, layers):
    """The number of experts and the kept ones of the tensor's layer; None outside layers that have experts."""
    number = LAYER.search(name)
    entry = layers.get(number.group(1)) if number else None
    return (entry["experts"], entry["kept"]) if entry else None


def expert_in(name):
    """Where an expert's number is in the name: after the layer's."""
    layer = LAYER.search(name)
    return EXPERT.search(name, layer.end() if layer else 0)


def named(name, number, expert):
    return f"{name[: number.start()]}{expert}{name[number.end() :]}"


def expected(original, layers, merged):
    """What should be left: name → dtype, bit patterns, and the experts' axis with their number where several share it."""
    left = {}
    for name, (dtype, values) in original.items():
        known = kept_in(name, layers)
        number = expert_in(name) if known else None
        if number is None:
            left[name] = (dtype, values, known)
            continue
        kept, expert = known[1], int(number.group(1))
        if expert in kept:
            if group := merged.group_of(name, expert):
                values = merged.mean(original, name, number, group)
            left[named(name, number, kept.index(expert))] = (dtype, values, None)
    return left


class Merged:
    """What merged-experts.json says, and means of what it says to be one."""

    def __init__(self, folder):
        path = Path(folder) / "merged-experts.json"
        self.layers = json.loads(path.read_text())["layers"] if path.exists() else {}
        config = Path(folder) / "config.json"
        # models of this project keep matrices as [in, out]
        self.is_turned = config.exists() and json.loads(config.read_text()).get("model_type") == "moe_scope"
        self.orders = {}

    def layer_of(self, name):
        number = LAYER.search(name)
        return self.layers.get(number.group(1)) if number else None

    def group_of(self, name, expert):
        groups = (self.layer_of(name) or {}).get("groups", [])
        return next((group for group in groups if expert in group["members"]), None)

    def mean(self, original, name, number, group):
        members = [original[named(name, number, member)] for member in group["members"]]
        values = [floats(dtype, bits).astype(np.float64) for dtype, bits in members]
        axis = self.unit_axis(name, number, values[0]) if self.layer_of(name)["isAligned"] else None
        if axis is not None:
            orders = self.orders_of(original, name, number, group)
            values = [np.take(own, order, axis) for own, order in zip(values, orders)]
        return weighted(values, group["weights"], members[0][0])

    def unit_axis(self, name, number, values):
        """The axis of hidden units: rows of gate and up, columns of down, the other way round where matrices are turned."""
        is_down = re.search(r"w2|down|fc2", name[number.end() :]) is not None
        if values.ndim == 1:
            return None if is_down else 0
        return int(is_down != self.is_turned)

    def orders_of(self, original, name, number, group):
        """In which order each member's hidden units are taken: that of the most alike ones of the dominant expert."""
        key = (name[: number.start()], group["dominant"])
        if key not in self.orders:
            into = lambda member: units_of(original, name[: number.start()] + str(member), self.is_turned)
            reference = into(group["dominant"])
            self.orders[key] = [
                np.arange(len(reference[0])) if member == group["dominant"] else assigned(reference, into(member))
                for member in group["members"]
            ]
        return self.orders[key]


def units_of(original, prefix, is_turned):
    """Gate and up of one expert as [units, inputs]."""
    names = [name for name in original if name.startswith(f"{prefix}.") and re.search(r"w1|w3|gate|up", name[len(prefix) :])]
    matrices = [floats(*original[name]).astype(np.float64) for name in names if original[name][1].ndim == 2]
    return [matrix.T if is_turned else matrix for matrix in matrices]


def assigned(reference, other):
    table = sum(a @ b.T for a, b in zip(reference, other))
    if len(table) <= 512:
        from scipy.optimize import linear_sum_assignment

        return linear_sum_assignment(table, maximize=True)[1]
    order = np.empty(len(table), dtype=int)
    for _ in order:
        row, column = np.unravel_index(np.argmax(table), table.shape)
        order[row] = column
        table[row, :], table[:, column] = -np.inf, -np.inf
    return order


def weighted(values, weights, dtype):
    """Member by member in doubles, rounded once: bit patterns."""
    total = np.zeros_like(values[0])
    for own, weight in zip(values, weights):
        total = total + weight * own
    if dtype != "BF16":
        with np.errstate(over="ignore"):
            rounded = total.astype({"F16": "<f2", "F32": "<f4", "F64": "<f8"}[dtype])
        return rounded.view(ITEM[dtype])
    exponent = np.maximum(np.frexp(np.where(total == 0, 1, total))[1] - 1, -126)
    nearest = np.ldexp(np.rint(np.ldexp(total, 7 - exponent)), exponent - 7)
    with np.errstate(over="ignore"):
        return (nearest.astype("<f4").view("<u4") >> 16).astype("<u2")


def merge_shares(name, dtype, values, merged, known):
    """The same of a tensor that all experts of a layer share: rows of its router only where these are merged as well."""
    layer = merged.layer_of(name)
    axes = [axis for axis, length in enumerate(values.shape) if known and length % known[0] == 0 and length > 1]
    if layer is None or not axes or (layer["router"] == "kept" and not EXPERTS_SHARE.search(name)):
        return values
    after = values.copy()
    if not (EXPERTS_SHARE.search(name) or ROWS.search(name)):
        return values
    axis = axes[0]
    share = values.shape[axis] // known[0]
    of = lambda expert: np.take(values, range(expert * share, (expert + 1) * share), axis=axis)
    for group in layer["groups"]:
        parts = [floats(dtype, np.ascontiguousarray(of(member))).astype(np.float64) for member in group["members"]]
        mean = weighted(parts, group["weights"], dtype)
        for member in group["members"]:
            index = [slice(None)] * values.ndim
            index[axis] = slice(member * share, (member + 1) * share)
            after[tuple(index)] = mean
    return after


def cut(name, values, shape, known):
    """The kept experts of a tensor that several share, if its shape says that it lost some."""
    if values.shape == shape:
        return values
    assert known is not None and len(values.shape) == len(shape), f"{name} has another shape"
    experts, kept = known
    if name.endswith("mlp.experts.weight1"):  # Megatron's grouped GEMM: memory is [experts, in, out]
        return values.reshape(experts, -1)[kept].reshape(shape)
    (axis,) = (i for i, (a, b) in enumerate(zip(values.shape, shape)) if a != b)
    beyond = (values.shape[axis] * len(kept) - shape[axis] * experts) // (len(kept) - experts)
    share = (values.shape[axis] - beyond) // experts
    index = [expert * share + i for expert in kept for i in range(share)]
    return np.take(values, index + list(range(experts * share, values.shape[axis])), axis=axis)


def floats(dtype, bits):
    if dtype == "BF16":
        return (bits.astype("<u4") << 16).view("<f4")
    return bits.view({"F16": "<f2", "F32": "<f4", "F64": "<f8"}[dtype])


def halves(weights):
    """Gate and up of one expert, in the ways that they share a matrix; and the whole, for what is only one of them."""
    rows, columns = weights.shape[0] // 2, weights.shape[-1] // 2
    return [
        [weights],
        [weights[:rows], weights[rows:]],
        [weights[..., :columns], weights[..., columns:]],
        [weights[..., ::2], weights[..., 1::2]],
    ]


def is_cut_at_a_threshold(magnitudes, changed):
    stayed = magnitudes[~changed & (magnitudes > 0)]
    return not stayed.size or not changed.any() or magnitudes[changed].max() < stayed.min()


def zeroed(name, dtype, before, after):
    """How many weights became zeros; all others have to be as they were, and no smaller one may have stayed."""
    changed = before != after
    if not changed.any():
        return 0
    assert not after[changed].any(), f"{name} has weights that are neither as before nor zero"
    magnitudes = np.abs(floats(dtype, np.ascontiguousarray(before)).astype(np.float64))
    ways = zip(halves(magnitudes), halves(changed))
    fits = (all(is_cut_at_a_threshold(*half) for half in zip(*way)) for way in ways)
    assert any(fits), f"{name} lost larger weights than it kept"
    return int(changed.sum())


def patterned(name, dtype, before, keep, of, is_turned):
    """What the pattern leaves of an expert's matrix, [outputs, inputs] or turned; stacks of them matrix by matrix."""
    if before.ndim == 3:
        return np.stack([patterned(name, dtype, matrix, keep, of, is_turned) for matrix in before])
    rows = before.T if is_turned else before
    magnitudes = np.abs(floats(dtype, np.ascontiguousarray(rows)).astype(np.float32))
    stays = np.zeros(rows.shape, dtype=bool)
    for at in range(0, rows.shape[1], of):
        highest = np.argsort(-magnitudes[:, at : at + of], axis=1, kind="stable")[:, :keep]
        np.put_along_axis(stays[:, at : at + of], highest, True, axis=1)
    left = np.where(stays | (magnitudes == 0), rows, 0).astype(rows.dtype)
    return left.T if is_turned else left


def is_matrix_of_expert(name, values):
    return values.ndim >= 2 and EXPERTS_SHARE.search(name) is not None


def main(original, pruned, allows_zeros, pattern):
    layers = json.loads((Path(pruned) / "keep-list.json").read_text())["layers"]
    merged = Merged(pruned)
    left = expected(tensors_of(original), layers, merged)
    found = tensors_of(pruned)
    assert left.keys() == found.keys(), f"names differ: {sorted(left.keys() ^ found.keys())[:5]}"
    elements = zeros = 0
    for name, (dtype, values, known) in left.items():
        found_dtype, after = found[name]
        assert found_dtype == dtype, f"{name} is {found_dtype}, not {dtype}"
        before = cut(name, merge_shares(name, dtype, values, merged, known), after.shape, known)
        elements += after.size
        if pattern and is_matrix_of_expert(name, before):
            wanted = patterned(name, dtype, before, *pattern, merged.is_turned)
            assert np.array_equal(wanted, after), f"{name} is not what the pattern leaves"
            zeros += int((wanted != before).sum())
        elif allows_zeros and known is not None and before.ndim == 3:
            zeros += sum(zeroed(name, dtype, *pair) for pair in zip(before, after))
        elif allows_zeros:
            zeros += zeroed(name, dtype, before, after)
        else:
            assert np.array_equal(before, after), f"{name} differs"
    print(json.dumps({"tensors": len(found), "elements": elements, "zeros": zeros}))


if __name__ == "__main__":
    words = sys.argv[1:]
    pattern = None
    if "--pattern" in words:
        at = words.index("--pattern")
        pattern = tuple(map(int, words[at + 1].split(":")))
        del words[at : at + 2]
    folders = [word for word in words if word != "--zeros"]
    if len(folders) != 2:
        sys.exit(__doc__)
    try:
        main(*folders, "--zeros" in words, pattern)
    except AssertionError as difference:
        sys.exit(str(difference))
