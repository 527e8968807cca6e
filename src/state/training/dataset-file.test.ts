import { describe, expect, it } from 'vitest';
import type { OpenableFile } from '../../core/checkpoint.ts';
import { isDatasetFile } from './dataset-file.ts';

function file(path: string, bytes: readonly number[] = []): OpenableFile {
  return { path, recipe: { kind: 'file', file: new File([Uint8Array.from(bytes)], path) } };
}

/** As one that was deleted after it was dropped. */
class UnreadableFile extends File {
  override slice(): Blob {
    const blob = new Blob([]);
    blob.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    return blob;
  }
}

const idx = [0, 0, 8, 3];

describe('a dropped file is a dataset', () => {
  it.each([
    file('reviews.CSV'),
    file('folder/train.jsonl'),
    file('data_batch_1.bin'),
    file('images', idx),
    file('images.gz', [0x1f, 0x8b, 8, 0]),
  ])('if it is called or begins as one: $path', async (dropped) => {
    expect(await isDatasetFile(dropped)).toBe(true);
  });

  it.each([
    file('model.safetensors', idx),
    file('pytorch_model.bin', [0x50, 0x4b, 3, 4]),
    file('config.json', idx),
    file('empty'),
    { path: 'gone', recipe: { kind: 'file', file: new UnreadableFile([], 'gone') } } as const,
  ])('and not otherwise: $path', async (dropped) => {
    expect(await isDatasetFile(dropped)).toBe(false);
  });
});
