/** Traps that formats of tensors are full of: each is put right, and left alone where a person takes that back. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FindingCode } from '../../core/trace/finding.ts';
import type { Collected } from '../../core/trace/collector.ts';
import { collectFiles, traceFile } from '../../testing/trace-of.ts';
import { traceFormats } from './index.ts';

const folder = join(import.meta.dirname, 'fixtures');

async function read(id: string, fixture: string, ignored: readonly FindingCode[] = []): Promise<Collected> {
  const path = join(folder, fixture);
  const paths = statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path];
  const files = paths.map((each) => traceFile(each.slice(folder.length), new Uint8Array(readFileSync(each))));
  return collectFiles(
    traceFormats.find((each) => each.id === id)!,
    files,
    ignored,
  );
}

function treatment({ findings }: Collected, code: FindingCode): string | undefined {
  return findings.find((each) => each.code === code)?.treatment;
}

function total({ layers }: Collected, layer: number): number {
  return layers.find((each) => each.layer === layer)!.counts.choices.reduce((a, b) => a + b, 0);
}

/** What is read with the trap put right, and without. */
async function both(id: string, fixture: string, code: FindingCode): Promise<[Collected, Collected]> {
  const corrected = await read(id, fixture);
  const ignored = await read(id, fixture, [code]);
  expect([treatment(corrected, code), treatment(ignored, code)]).toEqual(['corrected', 'ignored']);
  return [corrected, ignored];
}

describe('a trap', () => {
  it('of a ring buffer: steps never written are left out', async () => {
    const [corrected, ignored] = await both('sglang-stat', 'sglang/stat.pt', 'empty-steps');
    expect(corrected.layers[0]!.steps!.ids).toHaveLength(3);
    expect(ignored.layers[0]!.steps!.ids).toHaveLength(5);
  });

  it('of replicas: physical ids are read as those of their experts', async () => {
    const [corrected, ignored] = await both('sglang-passes', 'sglang/per-pass', 'physical-ids');
    expect(corrected.layers[0]!.experts).toBe(8);
    expect(ignored.layers[0]!.experts).toBe(10);
    expect(total(corrected, 0)).toBe(total(ignored, 0));
    const window = await both('eplb', 'eplb/window.npz', 'physical-ids');
    expect(window.map(({ layers }) => layers[0]!.experts)).toEqual([8, 10]);
  });

  it('of ranks that saw the same tokens: they count once', async () => {
    const [corrected, ignored] = await both('sglang-passes', 'sglang/replicated', 'replicated-load');
    expect(total(ignored, 0)).toBe(2 * total(corrected, 0));
  });

  it('of ranks that saw tokens of their own: they are added, and nothing is said', async () => {
    expect(treatment(await read('tensorrt-llm', 'tensorrt-llm'), 'replicated-load')).toBeUndefined();
    expect(treatment(await read('sglang-passes', 'sglang/per-pass'), 'replicated-load')).toBeUndefined();
  });

  it('of two recordings in one folder: a rank is heard once of each pass, and it is said', async () => {
    const name = 'sglang/per-token.pt';
    const bytes = new Uint8Array(readFileSync(join(folder, name)));
    const format = traceFormats.find(({ id }) => id === 'sglang-passes')!;
    const once = await collectFiles(format, [traceFile(name, bytes)], []);
    const twice = await collectFiles(format, [traceFile(name, bytes), traceFile('again.pt', bytes)], []);
    expect(twice.layers).toEqual(once.layers);
    const told = twice.findings.filter(({ code }) => code === 'not-in-format');
    expect(told).toHaveLength(1);
    expect(told[0]!.facts).toHaveProperty('what', expect.stringContaining('the same rank'));
    expect(treatment(once, 'not-in-format')).toBeUndefined();
  });

  it('of dense layers: zeros are no choices of expert 0', async () => {
    const [corrected, ignored] = await both('vllm-routed', 'vllm/routed.npy', 'dense-layers');
    expect(corrected.layers.map(({ layer }) => layer)).toEqual([1, 2, 3]);
    expect(ignored.layers[0]!.counts.choices[0]).toBe(30);
  });

  it('of slots that were never recorded: 255 is no expert', async () => {
    const [corrected, ignored] = await both('sglang-response', 'sglang/responses.json', 'padding-ids');
    expect(corrected.layers[0]!.experts).toBe(8);
    expect(ignored.layers[0]!.experts).toBe(256);
  });

  it('of three projections that count the same choices: one is read', async () => {
    const code = 'same-counts-repeated';
    const [corrected, ignored] = await both('imatrix-gguf', 'imatrix/imatrix.gguf', code);
    expect(total(corrected, 0)).toBe(128);
    expect(total(ignored, 0)).toBe(3 * 128);
    expect(corrected.layers[0]!.topK).toBe(2);
  });

  it('of rows that mean never routed: they are no energies', async () => {
    const [corrected, ignored] = await both('imatrix-legacy', 'imatrix/imatrix.dat', 'never-routed-rows');
    // layer 2, expert 5
    const energyOf = ({ scores }: Collected) => scores[0]!.values.values[2 * 8 + 5];
    expect(energyOf(corrected)).toBeNaN();
    expect(energyOf(ignored)).toBe(1);
  });

  it('of sums called pairs: they are left out', async () => {
    const [corrected, ignored] = await both('reap', 'reap/observations.pt', 'sums-of-frequencies');
    expect(corrected.layers[0]!.pairs).toBeNull();
    const { counts, pairs } = ignored.layers[0]!;
    expect(pairs!.counts.values[1]).toBe(counts.choices[0]! + counts.choices[1]!);
  });

  it('of logits that are probabilities already: no softmax is taken of them', async () => {
    const fixture = 'router-logits/probabilities.safetensors';
    const [corrected, ignored] = await both('router-logits', fixture, 'already-probabilities');
    const entropy = ({ layers }: Collected) => layers[0]!.gates!.entropy.sum;
    expect(entropy(corrected)).toBeLessThan(entropy(ignored));
  });
});

it('reads logits and their probabilities as the same gates', async () => {
  const [logits, probabilities] = await Promise.all([
    read('router-logits', 'router-logits/tuple.pt'),
    read('router-logits', 'router-logits/probabilities.safetensors'),
  ]);
  logits.layers.forEach(({ gates }, i) => {
    expect(gates!.entropy.sum).toBeCloseTo(probabilities.layers[i]!.gates!.entropy.sum, 3);
  });
});

it('reads batches of texts as it reads them at once', async () => {
  const [whole, batches] = await Promise.all([
    read('router-logits', 'router-logits/tuple.pt'),
    read('router-logits', 'router-logits/batches.pt'),
  ]);
  whole.layers.forEach(({ gates }, i) =>
    expect(batches.layers[i]!.gates!.entropy.sum).toBeCloseTo(gates!.entropy.sum),
  );
});
