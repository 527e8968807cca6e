import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { catalogueOf, checkpointTotals } from '../../core/catalogue.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { planCosts } from '../../core/pruning/cost-plan.ts';
import { basisOf } from '../../core/pruning/plan-basis.ts';
import { planScan } from '../../scan/plan.ts';
import { makeTensors, modelFiles, prunableModels } from '../../testing/prunable-models.ts';
import { openInputs } from '../open-inputs.ts';
import { wholeReading } from '../scan-arguments.ts';
import { scanPlan } from '../scan-plan.ts';
import { writePlan } from './plan-write.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-sizes-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function open(path: string) {
  const checkpoint = (await openInputs([path])).checkpoints[0]!;
  const structure = structureOf(checkpoint);
  return { checkpoint, structure, catalogue: catalogueOf(checkpoint, structure, 'abc') };
}

it.each([
  'Mixtral',
  'biased scores',
  'gate above up',
  'gpt-oss',
  'MLX',
  'DBRX',
  'Megatron-core',
  'LongCat',
  'trained here',
])('parameters and bytes without an expert are those that are written: %s', async (title) => {
  const model = prunableModels.find((each) => each.title.includes(title))!;
  const path = join(folder, title);
  await mkdir(path);
  for (const [file, bytes] of modelFiles(model, makeTensors(model))) await writeFile(join(path, file), bytes);
  const own = await open(path);
  const { catalogue, structure } = own;
  const summary = await scanPlan(planScan(own.checkpoint, structure), { reading: wholeReading });
  const none = { reading: null, routers: null, routersBefore: null, routerLikeness: null };
  const basis = basisOf({ catalogue, summary, ...none, ordered: null, measured: [] });
  // router-wide groups of experts stay even
  const gone = structure.expertsPerLayer === 8 ? [0, 3, 5, 7] : [0, 2, 3];
  const removed = structure.moeLayers.flatMap((layer) => gone.map((expert) => ({ layer, expert })));
  const amount = { kind: 'picked', removed } as const;
  const action = { kind: 'experts', layers: null, amount, criterion: '', seed: 1 } as const;
  const costs = planCosts(basis, { name: '', actions: [action] });
  const out = `${path} pruned`;
  await writePlan({ ...own, fingerprint: 'abc', costs, out });
  const after = await open(out);
  expect(checkpointTotals(after.catalogue).parameters).toBeCloseTo(costs.size.parameters.after.value, 6);
  const bytes = after.checkpoint.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(bytes).toBeCloseTo(costs.size.memoryBytes.after.value, 6);
});
