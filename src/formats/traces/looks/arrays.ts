/** Files that are arrays by name and nothing else: NumPy's, safetensors, GGUF. */
import type { CheckpointFile } from '../../../core/checkpoint.ts';
import type { Dtype } from '../../../core/dtype.ts';
import { gguf } from '../../checkpoints/gguf.ts';
import { npy } from '../../checkpoints/npy.ts';
import { npz } from '../../checkpoints/npz.ts';
import { safetensors } from '../../checkpoints/safetensors.ts';
import type { CheckpointFormat } from '../../format.ts';
import type { ByteSource } from '../../source.ts';
import { bytesSource } from '../../sources/bytes-source.ts';
import { inflatedSource } from '../../sources/inflated-source.ts';
import type { TraceFile } from '../trace-file.ts';
import { holdsText, lookOnce } from './once.ts';
import { arrayOfEntry, type TraceArray } from './trace-array.ts';

export interface NamedArrays {
  /** By name, in the order of the file; what holds no numbers is left out. */
  readonly arrays: ReadonlyMap<string, TraceArray>;
  /** Names and types of what was left out. */
  readonly others: readonly { readonly name: string; readonly dtype: Dtype }[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The array of a .npy file. */
export const lookNpy = lookOnce(async (file) => {
  const named = await arraysBy(npy, file);
  return named?.arrays.values().next().value ?? null;
});

export const lookNpz = lookOnce((file) => arraysBy(npz, file));

/** Null for models, whose headers are long. */
export const lookSafetensors = lookOnce((file) =>
  holdsText(file.head, '.weight"') ? Promise.resolve(null) : arraysBy(safetensors, file),
);

/** Null for models: their headers end with a tokenizer of megabytes. */
export const lookImatrix = lookOnce(async (file) => {
  if (!holdsText(file.head, 'imatrix')) return null;
  const named = await arraysBy(gguf, file);
  return named?.metadata['general.type'] === 'imatrix' ? named : null;
});

/** Arrays by name, whichever of these formats (but .npy) has them. */
export async function lookNamedArrays(file: TraceFile): Promise<NamedArrays | null> {
  return (await lookNpz(file)) ?? (await lookSafetensors(file));
}

async function arraysBy(format: CheckpointFormat, file: TraceFile): Promise<NamedArrays | null> {
  if (!format.recognises({ name: file.name, size: file.size, head: file.head })) return null;
  const { tensors, files, metadata } = await format.read(file.file, file.source);
  const sources = files.map((inner, i) => (i === 0 ? file.source : innerSource(inner, file)));
  const arrays = new Map<string, TraceArray>();
  const others: { name: string; dtype: Dtype }[] = [];
  for (const tensor of tensors) {
    const array = arrayOfEntry(tensor, sources[tensor.file]!);
    if (array) arrays.set(tensor.name, array);
    else others.push({ name: tensor.name, dtype: tensor.dtype });
  }
  return { arrays, others, metadata };
}

/** The source of a file inside a file. */
export function innerSource(
  { name, recipe }: CheckpointFile,
  { source }: Pick<TraceFile, 'source'>,
): ByteSource {
  if (recipe.kind === 'bytes') return bytesSource(name, recipe.bytes);
  if (recipe.kind === 'inflated') return inflatedSource(source, recipe);
  throw new RangeError(`${name} lies outside of its file`);
}
