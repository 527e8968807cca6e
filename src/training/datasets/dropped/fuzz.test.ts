/** Damaged datasets end in a dataset that makes sense, or in a Fault. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../core/fault.ts';
import { seededRandom } from '../../../core/random.ts';
import { idxBytes } from '../../../testing/idx-bytes.ts';
import { mutate } from '../../../testing/mutations.ts';
import type { Dataset, Split } from '../dataset.ts';
import { openDropped } from './open-dropped.ts';

const random = seededRandom(2026);
const bytes = (length: number, of: (i: number) => number) => Uint8Array.from({ length }, (_, i) => of(i));
const text = (...lines: readonly string[]) => new TextEncoder().encode(lines.join('\n'));

const images = idxBytes(
  [20, 3, 3],
  bytes(180, (i) => i),
);
const labels = idxBytes(
  [20],
  bytes(20, (i) => i % 4),
);
const rows = Array.from({ length: 25 }, (_, i) => ({
  x: i / 3,
  words: `say "${i}", twice ${i % 5}`,
  label: i % 3,
}));

const seeds: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
  IDX: { 'train-images': images, 'train-labels': labels },
  'packed IDX': { 'train-images.gz': gzipSync(images), 'train-labels.gz': gzipSync(labels) },
  'CIFAR-10': { 'data_batch_1.bin': bytes(3073 * 6, (i) => (i % 3073 === 0 ? (i / 3073) % 2 : i & 255)) },
  'CIFAR-100': { 'train.bin': bytes(3074 * 9, (i) => (i % 3074 < 2 ? Math.floor(i / 3074) % 3 : i & 255)) },
  CSV: {
    'a.csv': text(
      'x,words,label',
      ...rows.map(({ x, words, label }) => `${x},"${words.replaceAll('"', '""')}",${label}`),
    ),
  },
  'JSON Lines': { 'a.jsonl': text(...rows.map((row) => JSON.stringify(row))) },
};

/** Counts agree, labels are classes, tokens are words. */
function expectSense(dataset: Dataset): void {
  for (const split of [dataset.train, dataset.test]) {
    expect(split.labels.every((label) => label < dataset.classes.length)).toBe(true);
    expect(itemsOf(dataset, split)).toBe(split.labels.length);
  }
}

function itemsOf(dataset: Dataset, split: Split): number {
  if ('pixels' in split && dataset.kind === 'image') {
    return split.pixels.length / (dataset.height * dataset.width * dataset.channels);
  }
  if ('values' in split && dataset.kind === 'vector') {
    expect(split.values.every((value) => Number.isFinite(value))).toBe(true);
    return split.values.length / dataset.features.length;
  }
  if ('tokens' in split && dataset.kind === 'text') {
    expect(split.tokens.every((token) => token < dataset.vocabulary.length)).toBe(true);
    expect(split.starts.at(-1)).toBe(split.tokens.length);
    return split.starts.length - 1;
  }
  throw new Error('a split is of another kind than its dataset');
}

async function openMutant(files: Readonly<Record<string, Uint8Array>>): Promise<'opened' | 'refused'> {
  try {
    const dropped = Object.entries(files).map(([name, content]) => new File([new Uint8Array(content)], name));
    expectSense((await openDropped(dropped)).dataset);
    return 'opened';
  } catch (error) {
    if (error instanceof Fault && (error as Fault).code !== 'internal') return 'refused';
    throw error;
  }
}

describe.each(Object.entries(seeds))('%s', (_, seed) => {
  it('opens as it is', async () => {
    expect(await openMutant(seed)).toBe('opened');
  });

  it('is understood or refused, however it is damaged', async () => {
    const names = Object.keys(seed);
    const donors = Object.values(seeds).flatMap((files) => Object.values(files));
    const outcomes = { opened: 0, refused: 0 };
    for (let round = 0; round < 400; round++) {
      const name = names[random.below(names.length)]!;
      const donor = donors[random.below(donors.length)]!;
      outcomes[await openMutant({ ...seed, [name]: mutate(seed[name]!, random, donor) })]++;
    }
    expect(outcomes.opened + outcomes.refused).toBe(400);
    expect(outcomes.refused).toBeGreaterThan(0);
  });

  it('is refused or understood, wherever it is cut', async () => {
    const [name, content] = Object.entries(seed)[0]!;
    const step = Math.ceil(content.length / 120);
    for (let end = 0; end < content.length; end += step) {
      await openMutant({ ...seed, [name]: content.subarray(0, end) });
    }
  });
});
