/** Tensors of checkpoints that exist in a test only: names, shapes and dtypes, without bytes. */
import { byteLengthOf } from '../core/dtype.ts';
import { elementCount, type TensorEntry } from '../core/tensor.ts';

/** bf16 unless told otherwise. */
export function tensorEntry(
  name: string,
  shape: readonly number[],
  more: Partial<TensorEntry> = {},
): TensorEntry {
  const dtype = more.dtype ?? 'BF16';
  const byteLength = byteLengthOf(dtype, elementCount(shape));
  return { name, dtype, shape, file: 0, startByte: 0, byteLength, ...more };
}

/** Shapes by name; a name with `{8}` stands for eight, numbered from 0. `{3-5}` counts from 3 to 5. */
export function tensorEntries(
  shapes: Readonly<Record<string, readonly number[]>>,
  more: Partial<TensorEntry> = {},
): TensorEntry[] {
  return Object.entries(shapes).flatMap(([name, shape]) =>
    expandNumbers(name).map((expanded) => tensorEntry(expanded, shape, more)),
  );
}

function expandNumbers(name: string): string[] {
  const [whole, first, last] = /\{(?:(\d+)-)?(\d+)\}/.exec(name) ?? [];
  if (whole === undefined) return [name];
  const start = Number(first ?? 0);
  const count = first === undefined ? Number(last) : Number(last) - start + 1;
  return Array.from({ length: count }, (_, i) => name.replace(whole, String(start + i))).flatMap(
    expandNumbers,
  );
}
