import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../testing/command-line.ts';
import { planReportViolationsOf, planViolationsOf } from '../../testing/plan-schema.ts';
import type { PlanReport } from '../plan-report.ts';

const gaussian = resolve(import.meta.dirname, '../../../public/samples/gaussian.safetensors');

const half = {
  name: 'half',
  actions: [
    { kind: 'experts', amount: { kind: 'each-layer', keep: 4 }, criterion: 'weight-norm' },
    { kind: 'weights', amount: { kind: 'keep', fraction: 0.5 } },
  ],
};

const byCount = {
  actions: [{ kind: 'experts', amount: { kind: 'each-layer', keep: 6 }, criterion: 'frequency' }],
};

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-plan-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, value: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

async function reportOf(
  args: readonly string[],
  wanted = 0,
): Promise<{ report: PlanReport; stderr: string }> {
  const { code, stdout, stderr } = await runCommandLine(['plan', ...args, '--json']);
  expect({ code, stderr }).toEqual({ code: wanted, stderr: wanted === 0 ? '' : stderr });
  const report = JSON.parse(stdout) as PlanReport;
  expect(planReportViolationsOf(report)).toEqual([]);
  return { report, stderr };
}

/** A trace of 4 layers of 8 experts, of which the last ones are chosen most. */
function trace(experts = 8): string {
  const counts = Array.from({ length: 4 }, () => Array.from({ length: experts }, (_, i) => i + 1));
  const header = { format: 'moe-scope-trace', version: 1, experts, topK: 2 };
  return `${JSON.stringify(header)}\n${JSON.stringify({ layers: [0, 1, 2, 3], counts, tokens: 18 })}\n`;
}

describe('plan --json', () => {
  it('gives the costs of a plan in the fields of its schema', async () => {
    expect(planViolationsOf(half)).toEqual([]);
    const { report } = await reportOf([gaussian, '--plan', await write('half.json', half)]);
    expect(report).toMatchObject({ name: 'gaussian', plan: { name: 'half' }, trace: null, routing: null });
    expect(report.keepLists.map(({ layer, kept }) => [layer, kept.length])).toEqual([
      [0, 4],
      [1, 4],
      [2, 4],
      [3, 4],
    ]);
    const { parameters, memoryBytes } = report.size;
    // 16 experts of 3 × 64 × 32, with their rows of 32 in the routers
    expect(parameters.before - parameters.after.value).toBe(16 * (3 * 64 * 32 + 32));
    expect(memoryBytes.before - memoryBytes.after.value).toBe(2 * 16 * (3 * 64 * 32 + 32));
    expect(Math.abs(report.cuts[0]!.kept.value - 0.5)).toBeLessThan(1e-3);
  });

  it('tells what becomes of the traffic of a trace', async () => {
    const paths = [await write('by-count.json', byCount), await write('trace.jsonl', trace())] as const;
    const { report } = await reportOf([gaussian, '--plan', paths[0], '--trace', paths[1]]);
    expect(report.keepLists[0]!.kept).toEqual([2, 3, 4, 5, 6, 7]);
    expect(report.routing!.routed.kept).toBeCloseTo(33 / 36, 12);
    expect(report.routing!.routed.byChance).toBeCloseTo(6 / 8, 12);
    expect(report.routing!.layers[0]!.after[7]).toBeCloseTo(8 / 33, 12);
  });

  it('merges experts, and lets tokens choose fewer', async () => {
    const merging = {
      actions: [
        { kind: 'merge', keep: 5, method: 'similar-outputs', isAligned: true },
        { kind: 'top-k', k: 1 },
      ],
    };
    expect(planViolationsOf(merging)).toEqual([]);
    const paths = [await write('merging.json', merging), await write('trace.jsonl', trace())] as const;
    const { code, stdout, stderr } = await runCommandLine([
      'plan',
      gaussian,
      '--plan',
      paths[0],
      '--trace',
      paths[1],
      '--json',
    ]);
    const report = JSON.parse(stdout) as PlanReport;
    expect({ code, violations: planReportViolationsOf(report) }).toEqual({ code: 0, violations: [] });
    expect(stderr).toContain('note merge-stand-in (action 0): Grouped by rows of the router (cosine)');
    expect(report.merged.map(({ groups, router }) => [groups.length, router])).toEqual(
      Array.from({ length: 4 }, () => [5, 'merged']),
    );
    expect(report.keepLists[0]!.kept).toEqual(report.merged[0]!.groups.map(({ dominant }) => dominant));
    expect(report.topK).toBe(1);
    const { parameters } = report.size;
    expect(parameters.before - parameters.after.value).toBe(12 * (3 * 64 * 32 + 32));
    expect(report.routing!.routed.kept).toBe(1);
  });

  it('reads the order of weights where the plan needs it', async () => {
    const actions = [
      { kind: 'weights', amount: { kind: 'pattern', keep: 2, of: 4 }, scope: { projection: 'down' } },
      {
        kind: 'weights',
        per: 'neuron',
        amount: { kind: 'keep', fraction: 0.25 },
        scope: { projection: 'up' },
      },
    ];
    const plan = await write('rows.json', { actions });
    const out = join(folder, 'rows-pruned');
    const { report } = await reportOf([gaussian, '--plan', plan, '--write', out]);
    expect(report.cuts).toMatchObject([
      { lowest: null, kept: { value: 0.5, certainty: 'exact' } },
      { lowest: null, kept: { value: 0.25, certainty: 'exact' } },
    ]);
    const { stdout } = await runCommandLine(['scan', out, '--json']);
    const { totals } = JSON.parse(stdout) as { totals: Record<string, number> };
    expect(totals.parameters! - totals.zeros!).toBe(report.size.nonZero.after.value);

    const sampled = await reportOf([gaussian, '--plan', plan, '--sample'], 1);
    expect(sampled.stderr).toMatch(/^error needs-pass \(action 0\)/m);
  });

  it('compares routers with those of another checkpoint', async () => {
    const criterion = 'router-norm-change';
    const plan = await write('change.json', { actions: [{ ...byCount.actions[0], criterion }] });
    const before = gaussian.replace('gaussian', 'half-pruned');
    const { report } = await reportOf([gaussian, '--plan', plan, '--before', before]);
    expect(report.keepLists).toHaveLength(4);
  });

  it('says what can’t be taken, and gives the costs of the rest', async () => {
    const plan = await write('lacking.json', { actions: [...byCount.actions, half.actions[1]] });
    const foreign = await write('foreign.jsonl', trace(16));
    for (const more of [[], ['--trace', foreign]]) {
      const { report, stderr } = await reportOf([gaussian, '--plan', plan, ...more], 1);
      expect(stderr).toMatch(/^error criterion-lacks \(action 0\): Frequency can’t be told/m);
      expect(report.problems).toMatchObject([{ code: 'criterion-lacks', action: 0 }]);
      expect(report.keepLists).toEqual([]);
      expect(report.cuts).toHaveLength(1);
    }
  });

  it('writes nothing of a plan that can’t be taken as a whole', async () => {
    const plan = await write('few.json', {
      actions: [{ ...half.actions[0], amount: { kind: 'each-layer', keep: 1 } }],
    });
    const out = join(folder, 'none');
    const { code, stderr } = await runCommandLine(['plan', gaussian, '--plan', plan, '--write', out]);
    expect(code).toBe(1);
    expect(stderr).toContain('error too-few-experts (action 0): Too few experts would be left');
    const { code: second } = await runCommandLine(['scan', out]);
    expect(second).toBe(1);
  });

  it('writes what opens again as it was foretold', async () => {
    const plan = await write('write.json', half);
    const out = join(folder, 'pruned');
    const { report } = await reportOf([gaussian, '--plan', plan, '--write', out]);
    const { stdout } = await runCommandLine(['scan', out, '--json']);
    const scan = JSON.parse(stdout) as {
      structure: { expertsPerLayer: number };
      totals: Record<string, number>;
    };
    expect(scan.structure.expertsPerLayer).toBe(4);
    expect(scan.totals.parameters).toBe(report.size.parameters.after.value);
    const { low, high, value } = report.size.nonZero.after;
    const nonZero = scan.totals.parameters! - scan.totals.zeros!;
    expect(nonZero).toBeGreaterThanOrEqual(low);
    expect(nonZero).toBeLessThanOrEqual(high);
    expect(Math.abs(nonZero / value - 1)).toBeLessThan(5e-3);
  });
});

describe('plan', () => {
  it('prints tables', async () => {
    const plan = await write('tables.json', half);
    const { code, stdout } = await runCommandLine(['plan', gaussian, '--plan', plan]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^gaussian: half\n {2}2 actions, 4 layers lose experts\n/);
    expect(stdout).toMatch(/parameters +214k +115k +53\.89 % +exact/);
  });

  const misuses: [string, string[]][] = [
    ['Which checkpoint?', ['--plan', 'x']],
    ['Which plan?', [gaussian]],
    ['One checkpoint at a time', [gaussian, gaussian, '--plan', 'x']],
    ['--plan nowhere.json: ENOENT', [gaussian, '--plan', 'nowhere.json']],
    ['--write: which path?', [gaussian, '--plan', 'x', '--write', '']],
    ['leave out --sample', [gaussian, '--plan', 'x', '--sample', '--write', 'y']],
    ['--shard-bytes is about', [gaussian, '--plan', 'x', '--shard-bytes', '5']],
  ];

  it.each(misuses)('explains wrong usage: %s', async (words, args) => {
    const { code, stdout, stderr } = await runCommandLine(['plan', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  it('says where a file is no plan', async () => {
    const plan = await write('wrong.json', { actions: [{ kind: 'weights', amount: { kind: 'keep' } }] });
    const { code, stderr } = await runCommandLine(['plan', gaussian, '--plan', plan]);
    expect(code).toBe(2);
    expect(stderr).toContain('actions[0].amount.fraction: a number');
  });
});
