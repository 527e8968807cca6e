import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf, checkpointTotals, roleAt, type Catalogue } from '../../core/catalogue.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { planCosts } from '../../core/pruning/cost-plan.ts';
import { basisOf } from '../../core/pruning/plan-basis.ts';
import type { Figure } from '../../core/pruning/plan-costs.ts';
import type { Action } from '../../core/pruning/plan.ts';
import type { Summary } from '../../core/summary.ts';
import { planScan } from '../../scan/plan.ts';
import { openInputs } from '../open-inputs.ts';
import { orderedTablesOf } from '../ordered-tables.ts';
import { routerLikenessOf } from '../router-norms.ts';
import { wholeReading } from '../scan-arguments.ts';
import { scanPlan } from '../scan-plan.ts';
import { writePlan } from './plan-write.ts';

const samples = resolve(import.meta.dirname, '../../../public/samples');

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-prediction-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function scanFolder(path: string) {
  const { checkpoints } = await openInputs([path]);
  const checkpoint = checkpoints[0]!;
  const structure = structureOf(checkpoint);
  const catalogue = catalogueOf(checkpoint, structure, 'abc');
  const summary = await scanPlan(planScan(checkpoint, structure), { reading: wholeReading });
  return { checkpoint, structure, catalogue, summary };
}

/** Mass and energy of the routed experts' matrices, and all weights that are not zero, as they were scanned. */
function sumsOf({ parts }: Catalogue, { parts: { totals } }: Summary) {
  const sums = { nonZero: 0, mass: 0, energy: 0 };
  parts.role.forEach((_, part) => {
    sums.nonZero += totals.count[part]! - totals.zeros[part]!;
    if (roleAt(parts, part) !== 'expert') return;
    sums.mass += totals.l1[part]!;
    sums.energy += totals.sumSquares[part]!;
  });
  return sums;
}

const weights: Action = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'layer',
  amount: { kind: 'keep', fraction: 0.4 },
};
const experts: Action = {
  kind: 'experts',
  layers: null,
  amount: { kind: 'each-layer', keep: 5 },
  criterion: 'weight-norm',
  seed: 1,
};

const everywhere = { layers: null, projection: null } as const;
const pattern: Action = {
  kind: 'weights',
  scope: { layers: null, projection: 'down' },
  per: 'projection',
  amount: { kind: 'pattern', keep: 2, of: 4 },
};
const neurons: Action = {
  kind: 'weights',
  scope: everywhere,
  per: 'neuron',
  amount: { kind: 'keep', fraction: 0.3 },
};
const merge: Action = {
  kind: 'merge',
  layers: null,
  keep: 5,
  method: 'similar-outputs',
  isAligned: false,
};
const fewerChoices: Action = { kind: 'top-k', layers: null, k: 1 };

function expectWithin(actual: number, { low, high }: Figure): void {
  expect(actual).toBeGreaterThanOrEqual(low * (1 - 1e-9));
  expect(actual).toBeLessThanOrEqual(high * (1 + 1e-9));
}

describe.each([
  ['a checkpoint in BF16', 'heavy-tailed.safetensors', 'config.json'],
  ['a model trained here', 'mnist-switch/mnist-switch.safetensors', 'mnist-switch/config.json'],
])('%s', (title, file, config) => {
  it.each([
    ['weights', [weights]],
    ['experts', [experts]],
    ['experts, then weights', [experts, weights]],
    ['patterns', [pattern]],
    ['patterns, then neurons', [pattern, neurons]],
    ['experts, then neurons and weights', [experts, neurons, weights]],
    ['merged experts and fewer choices', [merge, fewerChoices]],
    ['experts, then merged ones', [{ ...experts, amount: { kind: 'each-layer', keep: 7 } }, merge]],
  ] satisfies [string, Action[]][])('loses just what was predicted: %s', async (what, actions) => {
    const path = join(folder, `${title} ${what}`);
    await mkdir(path);
    await copyFile(join(samples, file), join(path, 'model.safetensors'));
    await copyFile(join(samples, config), join(path, 'config.json'));
    const before = await scanFolder(path);
    const { checkpoint, structure, catalogue, summary } = before;
    const plan = { name: '', actions };
    const read = { structure, plan, reading: null, report: () => undefined };
    const basis = basisOf({
      catalogue,
      summary,
      reading: null,
      routers: null,
      routersBefore: null,
      routerLikeness: await routerLikenessOf(checkpoint, structure),
      ordered: await orderedTablesOf(checkpoint, read),
      measured: [],
    });
    const costs = planCosts(basis, plan);
    expect(costs.problems).toEqual([]);
    const out = `${path} pruned`;
    await writePlan({ ...before, fingerprint: 'abc', costs, out });

    const after = await scanFolder(out);
    expect(after.structure.family).toBe(before.structure.family);
    const kept = before.structure.moeLayers.map((layer) => costs.keepLists.get(layer)?.length);
    expect(after.structure.expertsPerLayer).toBe(kept[0] ?? before.structure.expertsPerLayer);
    expect(checkpointTotals(after.catalogue).parameters).toBe(costs.size.parameters.after.value);
    const bytes = after.checkpoint.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(bytes).toBe(costs.size.memoryBytes.after.value);

    const [was, is] = [sumsOf(catalogue, summary), sumsOf(after.catalogue, after.summary)];
    expectWithin(is.mass / was.mass, costs.kept.mass);
    expectWithin(is.energy / was.energy, costs.kept.energy);
    const lost = was.nonZero - is.nonZero;
    const predicted = costs.size.nonZero;
    // of weights of 16 bits some cancel when they are merged
    const slack = predicted.after.certainty === 'assumed' ? 2e-3 * predicted.before : 1e-6;
    expect(lost).toBeGreaterThanOrEqual(predicted.before - predicted.after.high - slack);
    expect(lost).toBeLessThanOrEqual(predicted.before - predicted.after.low + slack);
    expect(lost).toBeGreaterThan(0);
    expect(after.structure.topK).toBe(costs.topK ?? before.structure.topK);
  });
});
