import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/command-line.ts';
import { sharedFixture } from '../../testing/shared.ts';
import { traceViolationsOf } from '../../testing/trace-schema.ts';
import type { TraceReport } from '../trace-report.ts';

const fixtures = fileURLToPath(new URL('../../formats/traces/fixtures', import.meta.url));

async function readAll(args: readonly string[]): Promise<TraceReport[]> {
  const { code, stdout, stderr } = await runCommandLine(['trace', '--json', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const reports = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as TraceReport);
  for (const report of reports) expect(traceViolationsOf(report)).toEqual([]);
  return reports;
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-trace-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const sequence = {
  input_ids: [5, 6, 7],
  exp_ids: [
    [
      [0, 1],
      [2, 3],
    ],
    [
      [0, 2],
      [1, 1],
    ],
    [
      [3, 1],
      [0, 3],
    ],
  ],
};

describe('trace --json', () => {
  it('gives the load of every layer in the fields of its schema', async () => {
    const path = await write('c4_results.jsonl', `${JSON.stringify(sequence)}\n`);
    const [report, ...others] = await readAll([path]);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ version: 1, name: 'c4_results.jsonl', source: { format: 'olmoe-jsonl' } });
    const [first] = report!.layers;
    expect(Object.keys(first!)).toEqual([
      'layer',
      'experts',
      'tokens',
      'topK',
      'counts',
      'entropyBits',
      'effectiveExperts',
      'cv',
      'maxOverMean',
      'gini',
      'dead',
    ]);
    expect(report!.layers).toMatchObject([
      { layer: 0, experts: 4, tokens: 3, topK: 2, counts: [3, 1, 1, 1], dead: [] },
      { layer: 1, experts: 4, tokens: 3, topK: 2, counts: [0, 3, 1, 2], maxOverMean: 2, dead: [0] },
    ]);
    const shares = [3 / 6, 1 / 6, 1 / 6, 1 / 6];
    const bits = -shares.reduce((sum, q) => sum + q * Math.log2(q), 0);
    expect(first!.entropyBits).toBeCloseTo(bits, 12);
    expect(first!.effectiveExperts).toBeCloseTo(2 ** bits, 12);
    expect(first!.cv).toBeCloseTo(Math.sqrt(0.75) / 1.5, 12);
    expect(first!.gini).toBeCloseTo(0.25, 12);
  });

  it('agrees with NumPy on what OLMoE published, to the printed digits', async () => {
    const path = sharedFixture('traces/olmoe_expert_counts_github.pkl');
    if (path === null) return;
    const [report] = await readAll([path]);
    const told = report!.layers.map(({ layer, counts, entropyBits, gini, maxOverMean, dead }) => {
      const most = Math.max(...counts);
      return [
        layer,
        counts.reduce((a, b) => a + b, 0),
        counts.length - dead.length,
        (entropyBits! / Math.log2(64)).toFixed(4),
        gini!.toFixed(4),
        maxOverMean!.toFixed(3),
        `${counts.indexOf(most)}:${most}`,
      ];
    });
    expect(told).toEqual([
      [0, 1_671_168, 64, '0.9610', '0.2909', '5.006', '21:130724'],
      [7, 1_671_168, 64, '0.8514', '0.5835', '6.157', '17:160762'],
      [15, 1_671_168, 64, '0.8530', '0.5894', '4.509', '30:117729'],
    ]);
  });

  it('reads the files of a folder that belong together as one, and a line for each trace', async () => {
    const [ranks] = await readAll([join(fixtures, 'tensorrt-llm')]);
    expect(ranks).toMatchObject({ source: { format: 'tensorrt-llm' }, layers: [{ topK: 2 }, { topK: 2 }] });
    const named = await readAll([join(fixtures, 'tensorrt-llm/rank0.safetensors')]);
    expect(named[0]!.layers).toMatchObject([{ topK: 2 }, { topK: 2 }]);
    expect(await readAll([join(fixtures, 'olmoe')])).toHaveLength(3);
  });

  it('is told how many experts logits choose, and what not to put right', async () => {
    const path = join(fixtures, 'router-logits/list.npz');
    const [unknown] = await readAll([path]);
    const [known] = await readAll([path, '--top-k', '2', '--experts', '8']);
    expect(unknown!.layers[0]!.topK).toBe(1);
    expect(known!.layers[0]!.topK).toBe(2);
    const probabilities = join(fixtures, 'router-logits/probabilities.safetensors');
    const [corrected] = await readAll([probabilities]);
    const [asIs] = await readAll([probabilities, '--as-is', 'already-probabilities']);
    const treatmentOf = (report: TraceReport | undefined) =>
      report!.findings.find(({ code }) => code === 'already-probabilities')!.treatment;
    expect([treatmentOf(corrected), treatmentOf(asIs)]).toEqual(['corrected', 'ignored']);
  });
});

describe('trace', () => {
  it('writes a table and the findings for people', async () => {
    const { code, stdout } = await runCommandLine(['trace', join(fixtures, 'olmoe/expert_counts.pkl')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^expert_counts\.pkl\n {2}from {3}OLMoE .*\n {2}holds {2}3 layers of 8 experts\n/);
    expect(stdout).toMatch(/\n +0 .* 1\.9 +0\.2062 +0\n/);
  });

  it('tells what is no trace, and reads the rest', async () => {
    const [good, other] = [
      await write('good.jsonl', `${JSON.stringify(sequence)}\n`),
      await write('notes.txt', 'hello'),
    ];
    const { code, stdout, stderr } = await runCommandLine([
      'trace',
      good,
      other,
      join(folder, 'gone.pt'),
      '--json',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'good.jsonl' });
    expect(stderr).toMatch(/^error no-trace: [^\n]+\n {2}notes\.txt holds/m);
    expect(stderr).toMatch(/^error file-unreadable: [^\n]+\n {2}gone\.pt: there is no such file/m);
  });

  it.each([
    [['trace'], /Which trace\?/],
    [['trace', 'a', '--as-is', 'everything'], /one of already-probabilities/],
    [['trace', 'a', '--top-k', '0'], /a whole number from 1/],
  ])('of wrong words such as %j ends with 2', async (args, words) => {
    const { code, stdout, stderr } = await runCommandLine(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });
});
