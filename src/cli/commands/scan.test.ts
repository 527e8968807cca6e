import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dtypeNames } from '../../core/dtype.ts';
import { projections, roles } from '../../core/structure.ts';
import { encodeSafetensors, type TensorBytes } from '../../formats/checkpoints/safetensors-writer.ts';
import { runCommandLine, type RunOptions } from '../../testing/command-line.ts';
import { encodeWeights, goldenWeights } from '../../testing/golden-weights.ts';
import { scanSchema, violationsOf, type Schema } from '../../testing/scan-schema.ts';
import { sharedFixture } from '../../testing/shared.ts';
import type { ScanReport } from '../report.ts';
import type { TensorReport } from '../tensor-reports.ts';

type Report = Omit<ScanReport, 'tensors'> & { readonly tensors: readonly TensorReport[] };

/** What it writes, each line held to the schema; it must succeed. */
async function scanAll(args: readonly string[], options?: RunOptions): Promise<Report[]> {
  const { code, stdout, stderr } = await runCommandLine(['scan', '--json', ...args], options);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/\n$/);
  const reports = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Report);
  for (const report of reports) expect(violationsOf(report)).toEqual([]);
  return reports;
}

async function scanOne(args: readonly string[], options?: RunOptions): Promise<Report> {
  const [report, ...others] = await scanAll(args, options);
  expect(others).toEqual([]);
  return report!;
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-scan-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function writeCheckpoint(name: string, tensors: readonly TensorBytes[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, encodeSafetensors(tensors));
  return path;
}

/** By plain sorting and summing. */
function sharesOf(values: readonly number[], { kept, count }: { kept: readonly number[]; count: string }) {
  const magnitudes = values
    .filter(Number.isFinite)
    .map(Math.abs)
    .sort((a, b) => b - a);
  const sums = [0];
  for (const magnitude of magnitudes) sums.push(sums.at(-1)! + magnitude);
  const weights =
    count === 'all' ? magnitudes.length : magnitudes.filter((magnitude) => magnitude > 0).length;
  return kept.map((fraction) => {
    const rank = fraction * weights;
    const below = Math.floor(rank);
    const next = sums[Math.min(below + 1, sums.length - 1)]!;
    return (sums[below]! + (rank - below) * (next - sums[below]!)) / sums.at(-1)!;
  });
}

function sumsOf(values: readonly number[]) {
  const finite = values.filter(Number.isFinite).map(Math.abs);
  return {
    zeros: finite.filter((magnitude) => magnitude === 0).length,
    nonFinite: values.length - finite.length,
    l1: finite.reduce((sum, magnitude) => sum + magnitude, 0),
    l2: Math.sqrt(finite.reduce((sum, magnitude) => sum + magnitude * magnitude, 0)),
    maxAbs: finite.reduce((largest, magnitude) => Math.max(largest, magnitude), 0),
  };
}

type Sums = Pick<TensorReport, keyof ReturnType<typeof sumsOf>>;

function expectSums({ zeros, nonFinite, l1, l2, maxAbs }: Sums, expected: ReturnType<typeof sumsOf>): void {
  expect({ zeros, nonFinite, maxAbs }).toEqual({
    zeros: expected.zeros,
    nonFinite: expected.nonFinite,
    maxAbs: expected.maxAbs,
  });
  expect(Math.abs(l1! - expected.l1)).toBeLessThanOrEqual(1e-13 * expected.l1);
  expect(Math.abs(l2! - expected.l2)).toBeLessThanOrEqual(1e-13 * expected.l2);
}

interface Golden {
  readonly tensors: Readonly<Record<string, ReturnType<typeof sumsOf>>>;
  readonly curves: readonly {
    readonly scope: string;
    readonly count: 'all' | 'nonzero';
    readonly weights: number;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

const goldenFile = fileURLToPath(new URL('../golden/mixed.safetensors', import.meta.url));

describe('a model of many dtypes, as NumPy sees it (scripts/goldens/scan.py)', async () => {
  const path = new URL('../golden/mixed.json', import.meta.url);
  const golden = JSON.parse(await readFile(path, 'utf8')) as Golden;
  const scopes = [...new Set(golden.curves.map(({ scope }) => scope))];

  it('in every sum', async () => {
    const { tensors, totals } = await scanOne([goldenFile]);
    const read = tensors.filter(({ zeros }) => zeros !== null);
    expect(read.map(({ name }) => name).sort()).toEqual(Object.keys(golden.tensors).sort());
    for (const tensor of read) expectSums(tensor, golden.tensors[tensor.name]!);
    const expected = Object.values(golden.tensors);
    expect(totals).toEqual({
      tensors: tensors.length,
      parameters: read.reduce((sum, { parameters }) => sum + parameters, 0),
      zeros: expected.reduce((sum, { zeros }) => sum + zeros, 0),
      nonFinite: expected.reduce((sum, { nonFinite }) => sum + nonFinite, 0),
    });
    expect(totals.nonFinite).toBeGreaterThan(0);
  });

  it.each(scopes)('in every point of the curve of %s', async (scope) => {
    for (const expected of golden.curves.filter((curve) => curve.scope === scope)) {
      const at = expected.points.map(([kept]) => kept).join(',');
      const { curve } = await scanOne([goldenFile, '--scope', scope, '--count', expected.count, '--at', at]);
      expect(curve).toMatchObject({ scope, count: expected.count, weights: expected.weights });
      expect(curve.points.map(([kept]) => kept)).toEqual(expected.points.map(([kept]) => kept));
      curve.points.forEach(([, mass], i) => {
        const error = Math.abs(mass - expected.points[i]![1]);
        expect(error).toBeLessThanOrEqual(curve.errorBound! + 1e-12);
        expect(error).toBeLessThan(1e-4);
      });
    }
  });

  it('in names, shapes and places', async () => {
    const { tensors, structure, family } = await scanOne([goldenFile]);
    expect(family).toBe('mixtral');
    expect(structure).toEqual({ layers: 2, expertsPerLayer: 4, topK: null, sharedExperts: 0 });
    const find = (name: string) => tensors.find((tensor) => tensor.name.endsWith(name));
    expect(find('layers.1.block_sparse_moe.experts.3.w2.weight')).toMatchObject({
      dtype: 'F32',
      shape: [16, 24],
      parameters: 384,
      role: 'expert',
      layer: 1,
      expert: 3,
      projection: 'down',
    });
    expect(find('layers.0.block_sparse_moe.gate.weight')).toMatchObject({
      role: 'router',
      layer: 0,
      expert: null,
    });
    expect(find('layers.1.position_ids')).toEqual({
      name: 'model.layers.1.position_ids',
      dtype: 'I64',
      shape: [5],
      parameters: 5,
      zeros: null,
      nonFinite: null,
      l1: null,
      l2: null,
      maxAbs: null,
      role: 'code',
      layer: 1,
      expert: null,
      projection: null,
    });
  });
});

describe('the curve', () => {
  it('is read where it is asked for, in that order, and at the usual places otherwise', async () => {
    const asked = await scanOne([goldenFile, '--at', '0.5,0.01,1,.25,0,0.5']);
    expect(asked.curve.points.map(([kept]) => kept)).toEqual([0.5, 0.01, 1, 0.25, 0, 0.5]);
    const { points } = (await scanOne([goldenFile])).curve;
    expect(points.length).toBe(107);
    expect([points[0], points.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const halves = [asked.curve.points[0]![1], points.find(([kept]) => kept === 0.5)![1]];
    expect(halves[0]).toBe(halves[1]);
  });

  it('is of the experts, or of all matrices where there are none', async () => {
    expect((await scanOne([goldenFile])).curve.scope).toBe('experts');
    const values = goldenWeights('gaussian', { weights: 600, seed: 1 });
    const path = await writeCheckpoint('dense.safetensors', [
      {
        name: 'fc.weight',
        dtype: 'F64',
        shape: [20, 30],
        bytes: new Uint8Array(encodeWeights(values, 'F64')),
      },
      { name: 'fc.bias', dtype: 'F64', shape: [2], bytes: new Uint8Array(16) },
    ]);
    const { curve, family, structure } = await scanOne([path, '--at', '0.1,0.35']);
    expect(family).toBe('dense');
    expect(structure).toMatchObject({ expertsPerLayer: 0, topK: null });
    expect(curve).toMatchObject({ scope: 'all', weights: 600 });
    sharesOf(values, { kept: [0.1, 0.35], count: 'all' }).forEach((share, i) => {
      expect(Math.abs(curve.points[i]![1] - share)).toBeLessThanOrEqual(curve.errorBound! + 1e-12);
    });
  });

  it('has no points where nothing can be drawn, and no number that is none where nothing is there', async () => {
    const zeros = { dtype: 'BF16', shape: [4, 4], bytes: new Uint8Array(32) } as const;
    const nothing = { dtype: 'F32', shape: [0, 4], bytes: new Uint8Array(0) } as const;
    const nan = { dtype: 'F32', shape: [2, 2], bytes: new Uint8Array(16).fill(0xff) } as const;
    const codes = { dtype: 'I32', shape: [2, 2], bytes: new Uint8Array(16) } as const;
    const paths = await Promise.all([
      writeCheckpoint('zeros.safetensors', [{ name: 'a.weight', ...zeros }]),
      writeCheckpoint('empty.safetensors', [{ name: 'a.weight', ...nothing }]),
      writeCheckpoint('nan.safetensors', [{ name: 'a.weight', ...nan }]),
      writeCheckpoint('codes.safetensors', [{ name: 'a.weight', ...codes }]),
    ]);
    const reports = await scanAll([...paths, '--at', '0.5,1']);
    expect(reports.map(({ curve }) => curve.points)).toEqual([
      [
        [0.5, 0],
        [1, 0],
      ],
      [],
      [],
      [],
    ]);
    const nowhere = { l1: 0, l2: 0, maxAbs: 0 };
    expect(reports.map(({ tensors }) => tensors[0])).toMatchObject([
      { zeros: 16, nonFinite: 0, ...nowhere },
      { zeros: 0, nonFinite: 0, ...nowhere },
      { zeros: 0, nonFinite: 4, ...nowhere },
      { zeros: null, nonFinite: null, l1: null, l2: null, maxAbs: null },
    ]);
  });

  it('gives null for sums beyond the range of doubles', async () => {
    const bytes = new Uint8Array(Float64Array.of(1e308, 1e308, -1e308, 1).buffer);
    const path = await writeCheckpoint('huge.safetensors', [
      { name: 'a.weight', dtype: 'F64', shape: [2, 2], bytes },
    ]);
    const { tensors } = await scanOne([path]);
    expect(tensors[0]).toMatchObject({ l1: null, l2: null, maxAbs: 1e308, nonFinite: 0 });
  });
});

describe('a fused tensor', () => {
  const experts = 3;
  const [hidden, inner] = [8, 5];

  it('is one entry, with the sums of each expert and projection in it', async () => {
    const fused = goldenWeights('student-t3', { weights: experts * 2 * inner * hidden, seed: 7 });
    const down = goldenWeights('gaussian', { weights: experts * hidden * inner, seed: 8 });
    const prefix = 'model.layers.0.mlp.experts';
    const tensor = (name: string, shape: readonly number[], values: readonly number[]) =>
      ({ name, dtype: 'F64', shape, bytes: new Uint8Array(encodeWeights(values, 'F64')) }) as const;
    const path = await writeCheckpoint('fused.safetensors', [
      tensor(`${prefix}.gate_up_proj`, [experts, 2 * inner, hidden], fused),
      tensor(`${prefix}.down_proj`, [experts, hidden, inner], down),
      tensor('model.layers.0.mlp.gate.weight', [experts, hidden], down.slice(0, experts * hidden)),
    ]);
    const { tensors, structure } = await scanOne([path]);
    expect(structure.expertsPerLayer).toBe(experts);
    const [both, gateUp] = ['down_proj', 'gate_up_proj'].map((name) =>
      tensors.find((one) => one.name === `${prefix}.${name}`),
    );
    expect(both).toMatchObject({ role: 'expert', layer: 0, expert: null, projection: 'down' });
    expect(both!.parts!.map(({ expert, projection }) => [expert, projection])).toEqual([
      [0, 'down'],
      [1, 'down'],
      [2, 'down'],
    ]);
    expect(gateUp).toMatchObject({ role: 'expert', layer: 0, expert: null, projection: 'gateUp' });
    expectSums(gateUp!, sumsOf(fused));
    expect(gateUp!.parts!.length).toBe(2 * experts);
    for (const part of gateUp!.parts!) {
      const start = (2 * part.expert! + (part.projection === 'gate' ? 0 : 1)) * inner * hidden;
      expect(part.parameters).toBe(inner * hidden);
      expectSums(part, sumsOf(fused.slice(start, start + inner * hidden)));
    }
  });
});

describe('a sample', () => {
  it('says that it is one, and comes close', async () => {
    const values = goldenWeights('gaussian', { weights: 200_000, seed: 3 });
    const path = await writeCheckpoint('large.safetensors', [
      {
        name: 'a.weight',
        dtype: 'BF16',
        shape: [400, 500],
        bytes: new Uint8Array(encodeWeights(values, 'BF16')),
      },
    ]);
    const [whole, sample] = [await scanOne([path]), await scanOne([path, '--sample'])];
    expect([whole.estimate, sample.estimate]).toEqual([false, true]);
    expect([whole.curve.errorBound, sample.curve.errorBound]).toEqual([0, null]);
    expect(sample.totals.parameters).toBe(200_000);
    expect(sample.tensors[0]!.l1).not.toBe(whole.tensors[0]!.l1);
    expect(sample.tensors[0]!.l1! / whole.tensors[0]!.l1!).toBeCloseTo(1, 1);
    sample.curve.points.forEach(([, mass], i) => {
      expect(Math.abs(mass - whole.curve.points[i]![1])).toBeLessThan(0.01);
    });
  });
});

describe('every format', () => {
  const fixture = (path: string) =>
    fileURLToPath(new URL(`../../formats/checkpoints/fixtures/${path}`, import.meta.url));

  it('comes to the same report', async () => {
    const [pytorch, npz] = await scanAll([fixture('pytorch/mixtral-bf16.pt'), fixture('numpy/stored.npz')]);
    expect(pytorch).toMatchObject({ source: { format: 'pytorch' }, family: 'mixtral' });
    expect(pytorch!.curve.errorBound).toBe(0);
    expect(pytorch!.tensors.every(({ l1 }) => l1 !== null)).toBe(true);
    expect(npz).toMatchObject({ name: 'stored', source: { format: 'npz' } });
  });

  it('counts packed members once, by what they take in the file', async () => {
    const { source } = await scanOne([fixture('numpy/deflated.npz')]);
    const { length } = await readFile(fixture('numpy/deflated.npz'));
    expect(source).toMatchObject({ files: [{ name: 'deflated.npz', bytes: length }], bytes: length });
  });

  const shared = sharedFixture('fixtures/torch/tiny_moe_f32.pt');

  it.skipIf(shared === null)('reads the tiny MoE of the shared fixtures (skipped without them)', async () => {
    const { structure, totals, tensors } = await scanOne([shared!]);
    expect(structure).toMatchObject({ layers: 2, expertsPerLayer: 4 });
    expect(totals).toMatchObject({ tensors: 26, parameters: 12_416, nonFinite: 0 });
    expect(tensors.filter(({ role }) => role === 'router').length).toBe(2);
  });
});

describe('the schema', () => {
  it('knows the same dtypes, roles and projections as the code', () => {
    const { properties, $defs } = scanSchema as {
      properties: { tensors: Schema };
      $defs: Record<string, Schema>;
    };
    const tensor = (properties.tensors.items as { properties: Record<string, Schema> }).properties;
    expect(tensor.dtype!.enum).toEqual(dtypeNames);
    expect(tensor.role!.enum).toEqual(roles);
    expect($defs.projection!.enum).toEqual([...projections, null]);
  });

  it('refuses what is no report', async () => {
    const report = await scanOne([goldenFile]);
    const [tensor] = report.tensors;
    const wrong: readonly [unknown, RegExp][] = [
      [{ ...report, version: 2 }, /version/],
      [{ ...report, source: { ...report.source, fingerprint: 'short' } }, /fingerprint/],
      [{ ...report, curve: { ...report.curve, points: [[0.5, 1.5]] } }, /points/],
      [{ ...report, curve: { ...report.curve, points: [[0.5]] } }, /points/],
      [{ ...report, tensors: [{ ...tensor, role: 'gate' }] }, /role/],
      [{ ...report, tensors: [{ ...tensor, zeros: 0.5 }] }, /zeros/],
      [{ ...report, tensors: [{ ...tensor, surprise: 1 }] }, /unevaluated/],
    ];
    for (const [value, violation] of wrong) expect(violationsOf(value).join()).toMatch(violation);
  });
});
