/** Everything that a plan of the command line is worked out from: read from the paths that were named. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { catalogueOf } from '../core/catalogue.ts';
import type { Checkpoint } from '../core/checkpoint.ts';
import { structureOf } from '../core/families/structure-of.ts';
import { decodeFault, Fault } from '../core/fault.ts';
import { isNeeded } from '../core/pruning/actions/index.ts';
import { readPlan } from '../core/pruning/plan-json.ts';
import type { Plan } from '../core/pruning/plan.ts';
import type { PlanInput, RouterNorms } from '../core/pruning/plan-input.ts';
import type { Structure } from '../core/structure.ts';
import type { TraceReading } from '../core/trace/reading.ts';
import { fingerprintOf } from '../formats/fingerprint.ts';
import { readTrace } from '../formats/traces/read-trace.ts';
import { planScan } from '../scan/plan.ts';
import { UsageError } from './command.ts';
import { formatCount } from '../core/quantity.ts';
import { openInputs } from './open-inputs.ts';
import { orderedTablesOf } from './ordered-tables.ts';
import type { PlanArguments } from './plan-arguments.ts';
import { sourceOf } from './path-source.ts';
import { ProgressLine } from './progress-line.ts';
import { routerLikenessOf, routerNormsOf } from './router-norms.ts';
import { scanPlan } from './scan-plan.ts';
import { tellNotice } from './tell.ts';
import { findNamedTraces } from './trace-inputs.ts';

export interface PlanReading {
  readonly checkpoint: Checkpoint;
  readonly structure: Structure;
  readonly input: PlanInput;
}

/** Throws UsageError for what is no plan. */
export async function readPlanFile(path: string): Promise<Plan> {
  try {
    return readPlan(JSON.parse(path === '-' ? await text(process.stdin) : await readFile(path, 'utf8')));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--plan ${path}: ${detail}`);
  }
}

/** Throws Fault. */
export async function readForPlan(
  { input, trace, before, course }: PlanArguments,
  plan: Plan,
): Promise<PlanReading> {
  const checkpoint = await openOne(input);
  const structure = structureOf(checkpoint);
  const fingerprint = await fingerprintOf(checkpoint.files, { sourceOf });
  const catalogue = catalogueOf(checkpoint, structure, fingerprint);
  catalogue.notices.forEach((notice) => tellNotice(notice, catalogue.name));
  // what is quickly found to be wrong comes before the long read
  const routersBefore = before === null ? null : await routersAt(before);
  const reading = trace === null ? null : await readNamedTrace(trace, { checkpoint, structure });
  const routers = await routerNormsOf(checkpoint, structure);
  const routerLikeness = isNeeded('router-likeness', [plan])
    ? await routerLikenessOf(checkpoint, structure)
    : null;
  const progress = new ProgressLine();
  progress.begin();
  try {
    const scan = planScan(checkpoint, structure, { className: () => null });
    const report = (read: { doneBytes: number; totalBytes: number }) =>
      progress.showBytes(catalogue.name, read);
    const summary = await scanPlan(scan, { reading: { course, fraction: null }, report });
    const ordered =
      course === 'sample'
        ? null
        : await orderedTablesOf(checkpoint, {
            structure,
            plan,
            reading,
            report: ({ matrices, of }) =>
              progress.show(
                `${catalogue.name} · ${formatCount(matrices)} of ${formatCount(of)} matrices in their order`,
              ),
          });
    return {
      checkpoint,
      structure,
      input: {
        catalogue,
        summary,
        reading,
        routers,
        routersBefore,
        routerLikeness,
        ordered,
        measured: [],
      },
    };
  } finally {
    progress.clear();
  }
}

/** The only checkpoint there. */
async function openOne(path: string): Promise<Checkpoint> {
  const { checkpoints, faults, notices } = await openInputs([path]);
  notices.forEach((notice) => tellNotice(notice));
  if (faults[0] !== undefined) throw decodeFault(faults[0]);
  const [checkpoint, another] = checkpoints;
  if (checkpoint === undefined) throw new Fault('no-tensors', { file: path });
  if (another !== undefined)
    throw new UsageError(
      `${path} holds several checkpoints, such as ${checkpoint.name} and ${another.name}.`,
    );
  return checkpoint;
}

async function routersAt(path: string): Promise<RouterNorms | null> {
  const checkpoint = await openOne(path);
  return routerNormsOf(checkpoint, structureOf(checkpoint));
}

async function readNamedTrace(
  path: string,
  { checkpoint, structure }: Omit<PlanReading, 'input'>,
): Promise<TraceReading> {
  const { traces, faults } = await findNamedTraces([path]);
  if (faults[0] !== undefined) throw decodeFault(faults[0]);
  const [trace, another] = traces;
  if (trace === undefined) throw new Fault('no-trace', { file: path });
  if (another !== undefined)
    throw new UsageError(`${path} holds several traces, such as ${trace.name} and ${another.name}.`);
  const { expertsPerLayer, topK, moeLayers } = structure;
  const model = {
    name: checkpoint.name,
    experts: expertsPerLayer > 0 ? expertsPerLayer : null,
    topK,
    layers: moeLayers,
    // whether the two belong together is the plan's own question
    isCertain: false,
  };
  return readTrace(trace, { sourceOf, corrects: () => true, model });
}
