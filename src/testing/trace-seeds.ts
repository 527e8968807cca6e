/** Small whole traces of every producer: the fixtures, and texts that are quicker read here than in a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { OpenableFile } from '../core/checkpoint.ts';
import { encodeSafetensors } from '../formats/checkpoints/safetensors-writer.ts';

const fixtures = join(import.meta.dirname, '../formats/traces/fixtures');

export function openableBytes(path: string, bytes: Uint8Array): OpenableFile {
  return { path, recipe: { kind: 'bytes', name: path.slice(path.lastIndexOf('/') + 1), bytes } };
}

/** Every file of the fixtures, in its folder. */
export function fixtureFiles(): OpenableFile[] {
  return readdirSync(fixtures, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && !/\.golden\.json$|\.(?:py|md)$|^truth(?:-text)?\.json$/.test(entry.name),
    )
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return openableBytes(relative(fixtures, path).split(sep).join('/'), new Uint8Array(readFileSync(path)));
    });
}

function textFile(path: string, text: string): OpenableFile {
  return openableBytes(path, new TextEncoder().encode(text));
}

function linesFile(path: string, lines: readonly unknown[]): OpenableFile {
  return textFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** [tokens][slots] of 4 experts. */
const chosen = [
  [0, 1],
  [3, 2],
  [1, 2],
  [2, 0],
  [3, 1],
  [0, 2],
];

const routerTrace = [0, 1].flatMap((step) =>
  [0, 1].map((layer) => ({
    step,
    stage: 'pre_dispatch',
    block: 'decoder',
    layer,
    rank: 0,
    num_tokens: chosen.length,
    topk: 2,
    top_indices: chosen,
    logit_offset: 48 * (2 * step + layer),
    logit_bytes: 48,
    logit_shape: [chosen.length, 4],
  })),
);

const profiled = {
  total_tokens: 6,
  activation_counts: [3, 3, 4, 2],
  activation_frequency: [0.5, 0.5, 0.66, 0.33],
  avg_gate_weight: [0.5, 0.4, 0.6, 0.5],
  ean_mean: [1, 2, 3, 4],
  reap: [0.1, 0.2, 0.3, 0.4],
  never_activated: 0,
};

const thought = Object.fromEntries(
  [0.9, 1.1, 1, 1].map((count_frequency, expert) => [expert, { prob_density: 0.25, count_frequency }]),
);

export const textFiles: readonly OpenableFile[] = [
  linesFile('olmoe/c4_results_5000.jsonl', [
    { input_ids: [5, 6, 5, 7, 5, 6], exp_ids: chosen.map((ids) => ids.map((id) => [id, 3 - id])) },
    {
      input_ids: [5],
      exp_ids: [
        [
          [0, 1],
          [1, 2],
        ],
      ],
    },
  ]),
  linesFile('megatron/router_trace_rank0.jsonl', routerTrace),
  openableBytes(
    'megatron/logits_rank0.bin',
    Uint8Array.from({ length: 192 }, (_, i) => (i % 2 ? 0x3f : 7 * i)),
  ),
  linesFile('moe-vis/vis.jsonl', [
    { layer: 0, experts: chosen },
    { wlayer: 0, weights: chosen.map(() => [0.75, 0.25]) },
    { layer: 1, experts: chosen },
    { wlayer: 1, weights: chosen.map(() => [0.5, 0.5]) },
  ]),
  textFile('expert-profile/expert_stats.json', JSON.stringify({ 1: profiled, 3: profiled })),
  textFile(
    'gpt-oss/fingerprint.json',
    JSON.stringify({
      sample_count: 10,
      num_think_tokens: 1000,
      think_expert_analytics: { layer_0: thought, layer_1: thought },
    }),
  ),
  textFile(
    'llama.cpp/moe_trace.csv',
    [0, 1, 0, 1].flatMap((layer) => chosen.flat().map((id) => `${layer},${id}\n`)).join(''),
  ),
  textFile('table/scores.csv', 'layer,expert,reap\n0,0,0.5\n0,1,0.25\n1,0,0.5\n1,1,0.125\n'),
  linesFile('own/trace.jsonl', [
    { format: 'moe-scope-trace', version: 1, experts: 4, topK: 2, classes: ['a', 'b'], order: 'weight' },
    ...chosen.flatMap((experts, token) =>
      [0, 1].map((layer) => ({
        layer,
        token,
        experts,
        weights: [0.75, 0.25],
        label: token % 2,
        document: 0,
      })),
    ),
  ]),
  openableBytes(
    'arrays/trace.safetensors',
    encodeSafetensors(
      [
        {
          name: 'experts',
          dtype: 'U8',
          shape: [chosen.length, 2, 2],
          bytes: Uint8Array.from(chosen.flatMap((ids) => [...ids, ...ids])),
        },
      ],
      { format: 'moe-scope-trace', version: '1', experts: '4' },
    ),
  ),
  textFile(
    'run/routing-trace.json',
    JSON.stringify({
      format: 'moe-scope-trace',
      version: 1,
      dataset: 'MNIST',
      split: 'test',
      layers: 1,
      experts: 4,
      classes: ['0', '1'],
      labels: [1, 0, 1, 0, 1, 0],
      predictions: [1, 0, 1, 1, 1, 0],
      sampleOf: null,
      chosen,
      gates: chosen.map(() => [0.75, 0.25]),
    }),
  ),
];
