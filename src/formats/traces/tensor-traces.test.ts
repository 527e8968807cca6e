/**
 * Traces made of tensors, as real NumPy and PyTorch write them (fixtures/make-fixtures.py): each comes to the counts that
 * NumPy counted, and to the reading beside it; then under another name, and cut off.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../core/fault.ts';
import type { Collected } from '../../core/trace/collector.ts';
import { collectFiles, traceFile } from '../../testing/trace-of.ts';
import { traceSummary } from '../../testing/trace-summary.ts';
import truth from './fixtures/truth.json' with { type: 'json' };
import { traceFormats } from './index.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

const folder = join(import.meta.dirname, 'fixtures');

/** Fixture (a file, or a folder of files that are one trace) → the importer that must have it. */
const fixtures: Readonly<Record<string, string>> = {
  'sglang/stat.pt': 'sglang-stat',
  'sglang/per-pass': 'sglang-passes',
  'sglang/replicated': 'sglang-passes',
  'sglang/per-token.pt': 'sglang-passes',
  'sglang/legacy.csv': 'sglang-csv',
  'sglang/location-counts.json': 'sglang-location',
  'sglang/location-map.json': 'sglang-location',
  'sglang/location.pt': 'sglang-location',
  'sglang/responses.json': 'sglang-response',
  'sglang/openai.json': 'sglang-response',
  'vllm/routed.npy': 'vllm-routed',
  'vllm/lists.json': 'vllm-routed',
  'vllm/base64.json': 'vllm-routed',
  'vllm/npy.json': 'vllm-routed',
  'vllm/expert_map.json': 'vllm-ascend-map',
  'tensorrt-llm': 'tensorrt-llm',
  'megatron-loads': 'megatron-loads',
  'router-logits/tuple.pt': 'router-logits',
  'router-logits/dict.pt': 'router-logits',
  'router-logits/batches.pt': 'router-logits',
  'router-logits/probabilities.safetensors': 'router-logits',
  'router-logits/stacked.npz': 'router-logits',
  'router-logits/list.npz': 'router-logits',
  'olmoe/expert_counts.pkl': 'olmoe-counts',
  'olmoe/crosslayer.pkl': 'olmoe-counts',
  'olmoe/eid2token.pkl': 'olmoe-counts',
  'imatrix/imatrix.gguf': 'imatrix-gguf',
  'imatrix/imatrix.dat': 'imatrix-legacy',
  'reap/observations.pt': 'reap',
  'reap/layers': 'reap-layers',
  'naee/pruning_info.pt': 'naee',
  'eplb/balancer.pt': 'eplb',
  'eplb/window.npz': 'eplb',
  'tables/counts.npy': 'score-table',
  'tables/steps.npy': 'score-table',
  'tables/columns.npy': 'score-table',
  'tables/scores.safetensors': 'score-table',
  'tables/layers.pt': 'score-table',
  'tables/bare.pt': 'score-table',
};

function filesOf(fixture: string, nameOf = (name: string) => name): TraceFile[] {
  const path = join(folder, fixture);
  if (!statSync(path).isDirectory()) return [traceFile(nameOf(fixture), bytesOf(path))];
  return readdirSync(path)
    .sort()
    .map((name) => traceFile(nameOf(name), bytesOf(join(path, name))));
}

function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

async function formatOf(file: TraceFile): Promise<TraceFormat | undefined> {
  for (const format of traceFormats) if (await format.recognises(file)) return format;
  return undefined;
}

function countsOf({ layers }: Collected): Record<string, number[]> {
  return Object.fromEntries(layers.map(({ layer, counts }) => [String(layer), [...counts.choices]]));
}

describe.each(Object.entries(fixtures))('%s', (fixture, id) => {
  const isFolder = filesOf(fixture).length > 1;
  const format = traceFormats.find((each) => each.id === id)!;

  it('is recognised, and its companions are not', async () => {
    for (const file of filesOf(fixture)) {
      const isCompanion = format.companions?.test(file.name) ?? false;
      expect((await formatOf(file))?.id, file.name).toBe(isCompanion ? undefined : id);
    }
  });

  it('comes to the reading beside it', async () => {
    const reading = await collectFiles(format, filesOf(fixture));
    const known = (truth as Record<string, Record<string, number[]>>)[fixture];
    if (known) expect(countsOf(reading)).toEqual(known);
    const text = `${JSON.stringify(traceSummary(reading), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, `${fixture}.golden.json`));
  });

  it('is told by its content alone', async () => {
    const [unknown] = filesOf(fixture, () => 'unknown').slice(-1);
    expect((await formatOf(unknown!))?.id).toBe(id);
    const named = await collectFiles(format, filesOf(fixture));
    const unnamed = await collectFiles(
      format,
      filesOf(fixture, () => 'unknown'),
    );
    // only its name says which layer a file of one layer is of
    if (id !== 'reap-layers') expect(countsOf(unnamed)).toEqual(countsOf(named));
  });

  it('cut off anywhere ends in a fault, or in what came before and a finding', async () => {
    const [whole] = filesOf(fixture).slice(-1);
    const bytes = await whole!.source.read(0, whole!.size);
    let readings = 0;
    for (const length of cuts(bytes.length)) {
      const outcome = await collectCut(traceFile('cut', bytes.subarray(0, length)));
      if (outcome === 'read') readings++;
      else if (outcome !== 'unknown') expect(outcome, `at byte ${length}`).toBeInstanceOf(Fault);
    }
    // of the formats of this list only text and the oldest imatrix can be read without their end
    const isOpenEnded = ['sglang-csv', 'imatrix-legacy'].includes(id) || isFolder;
    if (!isOpenEnded) expect(readings).toBe(0);
  });

  async function collectCut(file: TraceFile): Promise<unknown> {
    const found = await formatOf(file);
    if (found === undefined) return 'unknown';
    return collectFiles(found, [file]).then(
      () => 'read',
      (error: unknown) => error,
    );
  }
});

/** Every length near the ends, and many between. */
function cuts(length: number): number[] {
  const step = Math.max(1, Math.floor(length / 60));
  return Array.from({ length }, (_, i) => i).filter((i) => i < 40 || i % step === 0 || i > length - 40);
}
