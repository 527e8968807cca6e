import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { roleAt } from '../../core/catalogue.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import type { Sample } from '../../core/sample.ts';
import { partsInScope, parseScope } from '../../core/scope.ts';
import { sketchAt, totalsAt } from '../../core/sketch/columns.ts';
import { curveOf } from '../../core/sketch/curve.ts';
import { gini } from '../../core/sketch/measures.ts';
import { formatRecipe } from '../../core/recipe-text.ts';
import { decodeSummaryFile, type SummaryFile } from '../../core/summary-file.ts';
import { readFloatArrays } from '../../formats/checkpoints/float-arrays.ts';
import { openCheckpoints } from '../../formats/open.ts';
import { bytesSource } from '../../formats/sources/bytes-source.ts';
import { snapshotOf } from '../../training/checkpoint/checkpoint.ts';
import { dataOfConfig, parseConfig, type CheckpointConfig } from '../../training/checkpoint/config.ts';
import { runCommandLine } from '../../testing/command-line.ts';
import type { ScanReport } from '../report.ts';
import type { TensorReport } from '../tensor-reports.ts';
import { readTrained } from './read-trained.ts';
import { sampleFiles } from './sample-files.ts';
import { trainedSamples } from './trained-sample.ts';

const folder = fileURLToPath(new URL('../../../public/samples/', import.meta.url));
const committed = (name: string) => readFile(folder + name);

let all: readonly Sample[] = [];
/** Those that are drawn. */
let manifest: readonly Sample[] = [];
const summaries = new Map<string, SummaryFile>();

beforeAll(async () => {
  all = JSON.parse((await committed('index.json')).toString()) as Sample[];
  manifest = all.filter(({ origin }) => origin === 'synthetic');
  for (const { id, summary } of all) summaries.set(id, decodeSummaryFile(await committed(summary), summary));
});

/** Totals of the matrices of a scope. */
function totalsIn(id: string, scope: string) {
  const { catalogue, summary } = summaries.get(id)!;
  const parts = partsInScope(parseScope(scope)!, catalogue.parts, catalogue.tensors.names);
  return Array.from(parts, (part) => totalsAt(summary.parts, part));
}

/** By layer and expert: what a function makes of its matrices. */
function byExpert<T>(id: string, measure: (totals: ReturnType<typeof totalsIn>) => T): Record<string, T> {
  const ids = [0, 1, 2, 3].flatMap((layer) => [0, 1, 2, 3, 4, 5, 6, 7].map((expert) => `${layer}/${expert}`));
  return Object.fromEntries(ids.map((place) => [place, measure(totalsIn(id, `expert:${place}`))]));
}

describe('the committed samples', () => {
  it('are what scripts/make-samples.mjs makes, byte for byte', async () => {
    const files = await sampleFiles(readTrained(folder));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
    expect(paths.sort()).toEqual([...files.keys()].sort());
    for (const [name, bytes] of files) {
      expect(Buffer.compare(await committed(name), bytes), `${name}: run node scripts/make-samples.mjs`).toBe(
        0,
      );
    }
  });

  it('are small, say that they are synthetic, and come with a Mixtral’s top-k', async () => {
    expect(manifest.map(({ id }) => id)).toEqual(['gaussian', 'heavy-tailed', 'half-pruned']);
    for (const { id, weights, origin } of manifest) {
      const { catalogue } = summaries.get(id)!;
      expect((await committed(weights)).length).toBeLessThanOrEqual(450_000);
      expect([origin, catalogue.metadata.origin]).toEqual(['synthetic', 'synthetic']);
      expect(catalogue).toMatchObject({ name: id, notices: [], files: [{ name: weights }] });
      expect(catalogue.structure).toMatchObject({
        family: 'mixtral',
        layers: 4,
        expertsPerLayer: 8,
        topK: 2,
      });
    }
  });

  it('show the same parts to a page that opens their weights alone, without config.json', async () => {
    for (const { id, weights } of manifest) {
      const recipe = { kind: 'bytes', name: weights, bytes: await committed(weights) } as const;
      const { checkpoints } = await openCheckpoints([{ path: weights, recipe }]);
      const { parts } = structureOf(checkpoints[0]!);
      const { catalogue } = summaries.get(id)!;
      expect(parts.map(({ role }) => role)).toEqual(parts.map((_, part) => roleAt(catalogue.parts, part)));
      expect(parts.map(({ tensor }) => tensor)).toEqual([...catalogue.parts.tensor]);
    }
  });

  it('come with the summary and the preview that a fresh scan of the file gives', async () => {
    for (const { id, weights, preview } of manifest) {
      const at = preview.map(([kept]) => kept).join(',');
      const { stdout } = await runCommandLine(['scan', '--json', '--at', at, folder + weights]);
      const report = JSON.parse(stdout) as ScanReport & { tensors: readonly TensorReport[] };
      const { catalogue, summary } = summaries.get(id)!;
      expect(report.source.fingerprint).toBe(catalogue.fingerprint);
      expect(report.structure.topK).toBe(2);
      report.tensors.forEach(({ name, zeros, l1, l2, maxAbs }, t) => {
        const totals = totalsAt(summary.parts, t);
        expect({ name, zeros, l1, l2, maxAbs }).toEqual({
          name: catalogue.tensors.names[t],
          zeros: totals.zeros,
          l1: totals.l1,
          l2: Math.sqrt(totals.sumSquares),
          maxAbs: totals.maxAbs,
        });
      });
      report.curve.points.forEach(([, mass], i) => {
        expect(Math.abs(mass - preview[i]![1])).toBeLessThan(0.00006);
      });
      expect([preview[0], preview.at(-1)]).toEqual([
        [0, 0],
        [1, 1],
      ]);
    }
  });
});

/** Training them takes minutes, so what is held here is that they are of these recipes, fit them, and did as they say. */
describe('the trained samples', () => {
  it('are all there, small, and of the recipes that are written down', async () => {
    const trained = all.filter(({ origin }) => origin === 'trained');
    expect(trained.map(({ id }) => id)).toEqual(trainedSamples.map(({ id }) => id));
    for (const [i, { id, weights }] of trained.entries()) {
      const { recipe } = trainedSamples[i]!;
      const { catalogue } = summaries.get(id)!;
      expect(catalogue.metadata.recipe).toBe(formatRecipe(recipe));
      expect((await configOf(id)).recipe).toEqual(recipe);
      expect((await committed(weights)).length).toBeLessThanOrEqual(450_000);
      expect(catalogue).toMatchObject({ name: id, notices: [] });
      const structure = { family: 'moe_scope', layers: 1, expertsPerLayer: 8, topK: 1 };
      expect(catalogue.structure).toMatchObject(structure);
    }
  });

  it('have weights that fit their recipes, and were trained to the end', async () => {
    for (const { id, recipe } of trainedSamples) {
      const config = await configOf(id);
      const name = `${id}/${id}.safetensors`;
      const bytes = new Uint8Array(await committed(name));
      const file = { name, size: bytes.length, recipe: { kind: 'bytes', name, bytes } } as const;
      const { arrays } = await readFloatArrays(file, bytesSource(name, bytes));
      const { step } = config;
      const snapshot = snapshotOf(recipe, dataOfConfig(config), { step, weights: arrays, state: null });
      expect(snapshot.weights.every(({ values }) => values.every(Number.isFinite))).toBe(true);
      expect(config.isDone).toBe(true);
    }
  });

  it('read digits as well as they say, with all experts or with one', async () => {
    for (const { id } of trainedSamples) {
      const { correct, samples } = (await configOf(id)).test;
      expect(correct / samples).toBeGreaterThanOrEqual(0.97);
    }
    const hasMoved = (id: string) =>
      Array.from({ length: 8 }, (_, expert) => {
        const [totals] = totalsIn(id, `expert:0/${expert}/up`);
        const deviation = Math.sqrt(totals!.sumSquares / totals!.count);
        // 128 inputs, and weights that began with a variance of 2 / 128
        return deviation / Math.sqrt(2 / 128) > 1.1;
      });
    expect(hasMoved('mnist-switch')).toEqual(Array.from({ length: 8 }, () => true));
    expect(hasMoved('mnist-collapsed').filter(Boolean).length).toBe(1);
  });

  it('have traces that tell what criteria ask for', async () => {
    const busy = async (id: string) => {
      const { trace } = all.find((sample) => sample.id === id)!;
      const { scores, inputEnergies } = JSON.parse((await committed(trace!)).toString()) as WrittenTrace;
      const isReached = scores.weighted_ean_sum!.map((sum) => sum > 0);
      for (const rows of Object.values(inputEnergies)) {
        expect(rows.map((row) => row !== null)).toEqual(isReached);
      }
      expect(Math.round(scores.probability_sum!.reduce((sum, p) => sum + p, 0))).toBe(10_000);
      return isReached.filter(Boolean).length;
    };
    expect([await busy('mnist-switch'), await busy('mnist-collapsed')]).toEqual([8, 1]);
  });
});

interface WrittenTrace {
  readonly scores: Readonly<Record<string, readonly number[]>>;
  readonly inputEnergies: Readonly<Record<string, readonly (readonly number[] | null)[]>>;
}

async function configOf(id: string): Promise<CheckpointConfig> {
  return parseConfig((await committed(`${id}/config.json`)).toString()) as CheckpointConfig;
}

describe('what their words promise is so:', () => {
  it('before training, every expert has the curve of a Gaussian', () => {
    const deviations = byExpert('gaussian', (matrices) => {
      const weights = matrices.reduce((sum, { count }) => sum + count, 0);
      return Math.sqrt(matrices.reduce((sum, { sumSquares }) => sum + sumSquares, 0) / weights);
    });
    for (const deviation of Object.values(deviations))
      expect(Math.abs(deviation / 0.02 - 1)).toBeLessThan(0.05);
    const { catalogue, summary } = summaries.get('gaussian')!;
    for (const part of partsInScope(parseScope('experts')!, catalogue.parts, catalogue.tensors.names)) {
      const measured = gini(curveOf(sketchAt(summary.parts, part)), 'all');
      expect(Math.abs(measured - (Math.SQRT2 - 1))).toBeLessThan(0.03);
    }
  });

  it('of the unequal experts three are nearly dead, and the others differ', () => {
    const means = byExpert('heavy-tailed', (matrices) => {
      const [l1, count] = matrices.reduce(([a, b], totals) => [a + totals.l1, b + totals.count], [0, 0]);
      return l1 / count;
    });
    const dead = Object.keys(means).filter((place) => means[place]! < 0.001);
    expect(dead).toEqual(['0/5', '2/1', '3/6']);
    const alive = Object.values(means).filter((mean) => mean >= 0.001);
    expect(Math.min(...alive)).toBeGreaterThan(0.005);
    expect(Math.max(...alive) / Math.min(...alive)).toBeGreaterThan(2);
  });

  it('half pruned are all layers but one, and six experts more', () => {
    const zeros = byExpert('half-pruned', (matrices) =>
      matrices.map((totals) => totals.zeros / totals.count),
    );
    const placesWith = (share: number) =>
      Object.keys(zeros).filter((place) => zeros[place]!.every((zero) => Math.abs(zero - share) < 0.001));
    expect(placesWith(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((expert) => `2/${expert}`));
    expect(placesWith(0.8)).toEqual(['0/1', '0/6', '1/3', '3/0', '3/4', '3/7']);
    expect(placesWith(0.5).length).toBe(18);
  });
});
