/** Specimens as files: their tensors with seeded values, in the order of their names. */
import type { Checkpoint, ModelConfig, OpenableFile } from '../../core/checkpoint.ts';
import { seededRandom } from '../../core/random.ts';
import { elementCount } from '../../core/tensor.ts';
import { encodeSafetensors, type TensorBytes } from '../../formats/checkpoints/safetensors-writer.ts';
import { openCheckpoints } from '../../formats/open.ts';
import { entriesOf, HIDDEN, type Specimen, type SpecimenEntry } from './specimen.ts';

export interface FilledEntry {
  readonly entry: SpecimenEntry;
  /** Null for tables of integers. */
  readonly values: Float32Array | null;
}

/** A weight that is of no layer, as every model has some. */
export const EMBEDDING = 'embedding.weight';

export function fillSpecimen(specimen: Specimen, seed: number): FilledEntry[] {
  const random = seededRandom(seed);
  return entriesOf(specimen).map((entry) => ({
    entry,
    values:
      entry.of.role === 'code'
        ? null
        : Float32Array.from({ length: elementCount(entry.shape) }, () => random.normal()),
  }));
}

export function safetensorsOf(filled: readonly FilledEntry[]): Uint8Array<ArrayBuffer> {
  return encodeSafetensors([
    { name: EMBEDDING, dtype: 'F32', shape: [16, HIDDEN], bytes: new Uint8Array(4 * 16 * HIDDEN) },
    ...filled.map(({ entry: { name, shape }, values }): TensorBytes => {
      if (values === null)
        return { name, dtype: 'I64', shape, bytes: new Uint8Array(8 * elementCount(shape)) };
      return { name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) };
    }),
  ]);
}

/** The only checkpoint of these files, by the real reader. */
export async function openOnly(files: readonly OpenableFile[]): Promise<Checkpoint> {
  const { checkpoints, faults } = await openCheckpoints(files);
  const [checkpoint] = checkpoints;
  if (checkpoint === undefined || checkpoints.length > 1 || faults.length > 0)
    throw new Error(`${checkpoints.length} checkpoints, and ${JSON.stringify(faults)}`);
  return checkpoint;
}

export function openable(path: string, bytes: Uint8Array): OpenableFile {
  return { path, recipe: { kind: 'bytes', name: path, bytes } };
}

export function configFile(config: ModelConfig): OpenableFile {
  return openable('config.json', new TextEncoder().encode(JSON.stringify(config)));
}
