/** Files that PyTorch and NumPy wrote, read as they were meant; then under another name, and cut off. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../core/fault.ts';
import type { TensorEntry } from '../../core/tensor.ts';
import { bytesFile } from '../../testing/safetensors-files.ts';
import { readTensorBytes } from '../../testing/tensor-bytes.ts';
import { HEAD_BYTES, type FileContents } from '../format.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { sourceOf } from '../sources/source-of.ts';
import { checkpointFormats } from './index.ts';

const folder = join(import.meta.dirname, 'fixtures');

interface GoldenTensor extends Pick<
  TensorEntry,
  'name' | 'dtype' | 'shape' | 'aliasOf' | 'isOptimizerState' | 'undrawn'
> {
  readonly base64: string;
}

interface Golden {
  readonly tensors: readonly GoldenTensor[];
  /** Members that are left aside. */
  readonly ignored?: readonly string[];
}

const goldens = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.golden.json'))
  .map((path) => path.replace('.golden.json', ''))
  .sort();

describe.each(goldens)('%s', (path) => {
  const bytes = new Uint8Array(readFileSync(join(folder, path)));
  const golden = JSON.parse(readFileSync(join(folder, `${path}.golden.json`), 'utf8')) as Golden;

  it('is read as it was written', async () => {
    const contents = await read(path.split('/').at(-1)!, bytes);
    expect(await Promise.all(contents.tensors.map((tensor) => asGolden(tensor, contents)))).toEqual(
      golden.tensors,
    );
    const ignored = contents.notices.flatMap(({ code, facts }) =>
      code === 'ignored-files' ? facts.files : [],
    );
    expect(ignored).toEqual(golden.ignored ?? []);
  });

  it('is recognised by its content alone', async () => {
    const contents = await read('unknown', bytes);
    expect(contents.tensors.map(({ shape }) => shape)).toEqual(golden.tensors.map(({ shape }) => shape));
  });

  it('ends in a fault when it is cut off', async () => {
    for (const length of cuts(bytes.length)) {
      const outcome = await read('cut', bytes.subarray(0, length)).catch((error: unknown) => error);
      expect(outcome, `at byte ${length}`).toBeInstanceOf(Fault);
    }
  });
});

async function read(name: string, bytes: Uint8Array): Promise<FileContents> {
  const head = { name, size: bytes.length, head: bytes.subarray(0, HEAD_BYTES) };
  const format = checkpointFormats.find((each) => each.recognises(head));
  if (!format) throw new Fault('unknown-format', { file: name, size: bytes.length, headHex: '' });
  return format.read(bytesFile(name, bytes), bytesSource(name, bytes));
}

async function asGolden(tensor: TensorEntry, { files }: FileContents): Promise<GoldenTensor> {
  const elements = await readTensorBytes(tensor, sourceOf(files[tensor.file]!.recipe));
  const { name, dtype, shape, aliasOf, isOptimizerState, undrawn } = tensor;
  return {
    name,
    dtype,
    shape,
    ...(aliasOf !== undefined && { aliasOf }),
    ...(isOptimizerState && { isOptimizerState }),
    ...(undrawn !== undefined && { undrawn }),
    base64: Buffer.from(elements).toString('base64'),
  };
}

/** Every length near the ends, and many between. */
function cuts(length: number): number[] {
  const step = Math.max(1, Math.floor(length / 100));
  return Array.from({ length }, (_, i) => i).filter((i) => i < 80 || i % step === 0 || i > length - 80);
}
