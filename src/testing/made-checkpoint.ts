/** Checkpoints in memory, of any dtypes, some fused and interleaved, with the values of every part beside them. */
import fc from 'fast-check';
import type { Checkpoint } from '../core/checkpoint.ts';
import { decodingOf, isCoded } from '../core/decode.ts';
import { byteLengthOf, dtypes, type Dtype } from '../core/dtype.ts';
import { blockDecoders, isBlocked } from '../core/ggml/block-types.ts';
import type { Random } from '../core/random.ts';
import { forEachRun, regionElements, rowMajorStrides, sliceRegion, wholeRegion } from '../core/region.ts';
import type { Part, Structure } from '../core/structure.ts';
import { elementCount, type TensorEntry } from '../core/tensor.ts';

export interface Made {
  readonly checkpoint: Checkpoint;
  readonly structure: Pick<Structure, 'parts'>;
  /** Decoded values of every part. */
  readonly values: readonly Float64Array[];
}

/** A checkpoint in memory with tensors of any dtype, size and byte offset, some fused and interleaved. */
export function makeCheckpoint(
  random: Random,
  given: readonly { dtype: Dtype; shape: readonly number[]; gap: number }[],
): Made {
  const tensors: TensorEntry[] = [];
  const parts: Part[] = [];
  let at = 0;
  for (const { dtype, shape, gap } of given) {
    at += gap;
    const byteLength = Math.ceil(byteLengthOf(dtype, elementCount(shape)));
    const isBig = dtypes[dtype].bits >= 16 && gap % 5 === 4;
    tensors.push({
      name: `t${tensors.length}`,
      dtype,
      shape,
      file: 0,
      startByte: at,
      byteLength,
      ...(isBig && { byteOrder: 'big' as const }),
    });
    at += byteLength;
  }
  const bytes = Uint8Array.from({ length: at }, () => random.below(256));
  tensors.forEach(({ dtype, shape, startByte, byteOrder }, tensor) => {
    const isLittle = byteOrder !== 'big';
    if (dtype === 'F32' || dtype === 'F64')
      writeNormals(bytes, { dtype, startByte, count: elementCount(shape), random, isLittle });
    parts.push(...partsOf(tensor, shape));
  });
  const checkpoint: Checkpoint = {
    name: 'made',
    format: 'made',
    formatName: 'Made',
    files: [{ name: 'made', size: at, recipe: { kind: 'bytes', name: 'made', bytes } }],
    tensors,
    config: null,
    metadata: {},
    notices: [],
  };
  return {
    checkpoint,
    structure: { parts },
    values: parts.map((part) => valuesOf(bytes, tensors[part.tensor]!, part)),
  };
}

function writeNormals(
  bytes: Uint8Array,
  to: { dtype: 'F32' | 'F64'; startByte: number; count: number; random: Random; isLittle: boolean },
): void {
  const { dtype, startByte, count, random, isLittle } = to;
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < count; i++) {
    const value = random.below(20) === 0 ? specials[random.below(specials.length)]! : random.normal();
    if (dtype === 'F32') view.setFloat32(startByte + 4 * i, value, isLittle);
    else view.setFloat64(startByte + 8 * i, value, isLittle);
  }
}

const specials = [0, -0, NaN, Infinity, -Infinity, 1e-40, 3e-45];

/** 3-D tensors are cut like fused gate/up of experts on the first axis, interleaved on the last. */
export function partsOf(tensor: number, shape: readonly number[]): Part[] {
  const whole = { tensor, role: 'other', layer: null, expert: null, projection: null } as const;
  if (shape.length !== 3)
    return [{ ...whole, region: wholeRegion(elementCount(shape)), parameters: elementCount(shape) }];
  return Array.from({ length: shape[0]! }, (_, expert) =>
    (['gate', 'up'] as const).map((projection, start): Part => {
      const region = sliceRegion(shape, rowMajorStrides(shape), [
        { axis: 0, start: expert, count: 1, step: 1 },
        { axis: 2, start, count: shape[2]! / 2, step: 2 },
      ]);
      return {
        tensor,
        role: 'expert',
        layer: 0,
        expert,
        projection,
        region,
        parameters: regionElements(region),
      };
    }),
  ).flat();
}

/** Decodes one element at a time through DataView: independent of every fast path. */
function valuesOf(
  bytes: Uint8Array,
  { dtype, shape, startByte, byteLength, byteOrder }: TensorEntry,
  { region }: Part,
): Float64Array {
  const decoded = new Float32Array(isBlocked(dtype) ? elementCount(shape) : 0);
  if (isBlocked(dtype)) blockDecoders[dtype](bytes.slice(startByte, startByte + byteLength), decoded);
  const view = new DataView(bytes.buffer);
  const isLittle = byteOrder !== 'big';
  const { bits } = dtypes[dtype];
  const values: number[] = [];
  forEachRun(region, { startElement: 0, endElement: Infinity }, (first, count, stride) => {
    for (let i = 0; i < count; i++) {
      const element = first + i * stride;
      if (isBlocked(dtype)) values.push(decoded[element]!);
      else if (dtype === 'F64') values.push(view.getFloat64(startByte + 8 * element, isLittle));
      else if (dtype === 'F32') values.push(view.getFloat32(startByte + 4 * element, isLittle));
      else if (isCoded(dtype))
        values.push(decodingOf(dtype).values[codeAt(view, { startByte, element, bits, isLittle })]!);
    }
  });
  return Float64Array.from(values);
}

function codeAt(
  view: DataView,
  {
    startByte,
    element,
    bits,
    isLittle,
  }: { startByte: number; element: number; bits: number; isLittle: boolean },
): number {
  if (bits === 16) return view.getUint16(startByte + 2 * element, isLittle);
  if (bits === 8) return view.getUint8(startByte + element);
  let code = 0;
  for (let b = 0; b < bits; b++) {
    const bit = element * bits + b;
    code |= ((view.getUint8(startByte + (bit >>> 3)) >>> (bit & 7)) & 1) << b;
  }
  return code;
}

const dtype = fc.constantFrom<Dtype>(
  'F64',
  'F32',
  'F16',
  'BF16',
  'F8_E4M3',
  'F8_E5M2FNUZ',
  'F6_E2M3',
  'F6_E3M2',
  'F4',
);
const shape = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 3000 }).map((n) => 4 * n)),
  fc.tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 1, max: 20 }).map((n) => 4 * n),
  ),
);
/** What `makeCheckpoint` may be asked for. */
export const tensorsArbitrary = fc.array(fc.record({ dtype, shape, gap: fc.nat(9) }), {
  minLength: 1,
  maxLength: 8,
});
