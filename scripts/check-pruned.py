"""Compares a pruned checkpoint with the one it was made of, weight for weight, by means of its own: NumPy and nothing else.

    python3 scripts/check-pruned.py ORIGINAL PRUNED [--zeros]

Both are folders of safetensors; PRUNED has the keep-list.json that was written with it. Experts are found by the numbers
in names, and along the one axis that has become shorter. With --zeros, weights may have become zeros, but within an
expert's part of a tensor only those smaller than all that stayed. Prints what was compared, as JSON; says what differs,
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


def expected(original, layers):
    """What should be left: name → dtype, bit patterns, and the experts' axis with their number where several share it."""
    left = {}
    for name, (dtype, values) in original.items():
        known = kept_in(name, layers)
        number = expert_in(name) if known else None
        if number is None:
            left[name] = (dtype, values, known)
            continue
        kept = known[1]
        if int(number.group(1)) in kept:
            place = kept.index(int(number.group(1)))
            left[f"{name[: number.start()]}{place}{name[number.end() :]}"] = (dtype, values, None)
    return left


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


def main(original, pruned, allows_zeros):
    layers = json.loads((Path(pruned) / "keep-list.json").read_text())["layers"]
    left = expected(tensors_of(original), layers)
    found = tensors_of(pruned)
    assert left.keys() == found.keys(), f"names differ: {sorted(left.keys() ^ found.keys())[:5]}"
    elements = zeros = 0
    for name, (dtype, values, known) in left.items():
        found_dtype, after = found[name]
        assert found_dtype == dtype, f"{name} is {found_dtype}, not {dtype}"
        before = cut(name, values, after.shape, known)
        elements += after.size
        if allows_zeros and known is not None and before.ndim == 3:
            zeros += sum(zeroed(name, dtype, *pair) for pair in zip(before, after))
        elif allows_zeros:
            zeros += zeroed(name, dtype, before, after)
        else:
            assert np.array_equal(before, after), f"{name} differs"
    print(json.dumps({"tensors": len(found), "elements": elements, "zeros": zeros}))


if __name__ == "__main__":
    folders = [argument for argument in sys.argv[1:] if argument != "--zeros"]
    if len(folders) != 2:
        sys.exit(__doc__)
    try:
        main(*folders, "--zeros" in sys.argv)
    except AssertionError as difference:
        sys.exit(str(difference))
