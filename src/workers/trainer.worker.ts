import type { OpenableFile } from '../core/checkpoint.ts';
import { Fault } from '../core/fault.ts';
import { checkValues } from '../core/parameters.ts';
import type { PartChoice, Recipe } from '../core/recipe.ts';
import { readFloatArrays, encodeFloatArrays, type FloatArrays } from '../formats/checkpoints/float-arrays.ts';
import { filesOfZip } from '../formats/containers/zip-files.ts';
import { encodeZip } from '../formats/containers/zip-writer.ts';
import { baseName } from '../formats/grouping/paths.ts';
import { MAX_CONFIG_BYTES } from '../formats/limits.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { checkGraphics } from '../training/backends/lost-graphics.ts';
import { measurePageBackends, startPageBackend } from '../training/backends/page-backends.ts';
import type { BackendFacts, BackendName } from '../training/backends/backend.ts';
import { beginRun } from '../training/begin-run.ts';
import { checkpointOf, fileNames, snapshotOf } from '../training/checkpoint/checkpoint.ts';
import { dataOfConfig, parseConfig } from '../training/checkpoint/config.ts';
import { traceOf } from '../training/checkpoint/trace.ts';
import { problemsOf, type DataFacts } from '../training/compatibility.ts';
import { costOf, type RecipeCost } from '../training/cost.ts';
import type { Dataset } from '../training/datasets/dataset.ts';
import { openDropped } from '../training/datasets/dropped/open-dropped.ts';
import { datasetById, isDatasetId } from '../training/datasets/index.ts';
import type { LoadContext } from '../training/datasets/loading.ts';
import { openUnder, parsePreparedIndex } from '../training/datasets/prepared.ts';
import { explainFailure } from '../training/failure.ts';
import { dataOf, knownData } from '../training/known-data.ts';
import { offerDropped, offerParts } from '../training/offer.ts';
import { leaveOneOut } from '../training/pruning/leave-one-out.ts';
import { MeasuredModel } from '../training/pruning/measured-model.ts';
import { reconstruct } from '../training/pruning/reconstruction.ts';
import { sweep } from '../training/pruning/sweep.ts';
import type { Run } from '../training/run.ts';
import { checkFinite, takeSnapshot, type Snapshot } from '../training/snapshot.ts';
import { stripsOf } from '../training/strips.ts';
import { drive, evaluationPoint } from '../training/trainer.ts';
import { weightMagnitudes } from '../training/weight-magnitudes.ts';
import { Handover, serve } from './channel.ts';
import { nextTask } from './next-task.ts';
import type { ExportedFile, ReopenedRun, TrainerContract } from './trainer-contract.ts';

interface Active {
  readonly run: Run;
  readonly backend: BackendFacts;
}

/** Of what can't be built. */
const noCost: RecipeCost = {
  parameters: 0,
  activeParameters: 0,
  denseOperations: 0,
  routedOperations: 0,
};

let dataFolder = '';
let active: Active | null = null;
/** The dataset read last: seeds and grids go through the same one again and again. */
let loaded: { readonly key: string; readonly dataset: Dataset } | null = null;
let dropped: Promise<Dataset> | null = null;
/** What plans are measured with. */
let measured: { readonly model: MeasuredModel; readonly backend: BackendFacts } | null = null;

function current(): Active {
  if (active === null) throw new Fault('internal', { detail: 'a trainer was asked before it had begun' });
  return active;
}

function end(): void {
  active?.run.dispose();
  active = null;
}

/** What goes wrong on a backend, as faults. */
async function explained<T>(backend: BackendName | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFailure(error, backend);
  }
}

/** For work on the run under way. */
function onRun<T>(work: (run: Run) => Promise<T>): Promise<T> {
  const { run, backend } = current();
  return explained(backend.name, async () => {
    checkGraphics();
    return work(run);
  });
}

/** For work on the model that is open to be measured. */
function onMeasured<T>(work: (model: MeasuredModel) => Promise<T>): Promise<T> {
  if (measured === null) throw new Fault('internal', { detail: 'no model is open to be measured' });
  const { model, backend } = measured;
  return explained(backend.name, async () => {
    checkGraphics();
    return work(model);
  });
}

async function datasetOf(
  choice: PartChoice,
  context: Pick<LoadContext, 'signal' | 'report'>,
): Promise<Dataset> {
  if (choice.id === 'file') return droppedDataset(choice);
  if (!isDatasetId(choice.id))
    throw new Fault('recipe-impossible', { problems: [`There is no dataset called “${choice.id}”.`] });
  const { values } = checkValues(datasetById(choice.id).parameters, choice.values);
  const key = JSON.stringify([choice.id, values]);
  if (loaded?.key === key) return loaded.dataset;
  loaded = null;
  const dataset = await datasetById(choice.id).load(values, { ...context, open: openUnder(dataFolder) });
  loaded = { key, dataset };
  return dataset;
}

async function hasDropped({ values }: PartChoice): Promise<boolean> {
  const dataset = await dropped;
  return dataset !== null && dataset.name === values.name;
}

async function droppedDataset({ values }: PartChoice): Promise<Dataset> {
  const dataset = await dropped;
  const wanted = typeof values.name === 'string' ? values.name : 'the dataset';
  if (dataset?.name === wanted) return dataset;
  throw new Fault('dataset-not-dropped', { dataset: wanted });
}

async function begin(
  { recipe, backend, snapshot }: { recipe: Recipe; backend: BackendName; snapshot: Snapshot | null },
  context: { readonly signal: AbortSignal; readonly report: (fraction: number) => void },
): Promise<Active> {
  end();
  const dataset = await datasetOf(recipe.dataset, context);
  const problems = problemsOf(recipe, dataOf(dataset));
  if (problems.length > 0) throw new Fault('recipe-impossible', { problems });
  const facts = await startPageBackend(backend);
  const run = await beginRun(recipe, {
    ...context,
    snapshot,
    load: (choice) => datasetOf(choice, context),
    rest: nextTask,
  });
  active = { run, backend: facts };
  return active;
}

/** What is known of the recipe's data without fetching any: what is drawn is drawn. */
async function dataFacts(recipe: Recipe): Promise<DataFacts | null> {
  const { id } = recipe.dataset;
  const known = knownData(recipe.dataset);
  if (known !== null) return known;
  if (id !== 'file' && (!isDatasetId(id) || datasetById(id).needs.length > 0)) return null;
  return dataOf(await datasetOf(recipe.dataset, {}));
}

function fileOf({ path, recipe }: OpenableFile): File {
  if (recipe.kind === 'file') return recipe.file;
  throw new Fault('file-unreadable', { file: path, detail: 'it is no file of this computer' });
}

/** The run under way as files. */
async function exported(run: Run): Promise<ExportedFile[]> {
  const test = await run.evaluateTest({ rest: nextTask });
  const { weights, state, config } = await checkpointOf(run, { backend: current().backend, test });
  const text = (content: string) => new TextEncoder().encode(content);
  return [
    { name: fileNames.weights, bytes: encodeFloatArrays(weights) },
    { name: fileNames.config, bytes: text(config) },
    { name: fileNames.state, bytes: encodeFloatArrays(state) },
    { name: fileNames.trace, bytes: text(await traceOf(run, { rest: nextTask })) },
  ];
}

async function reopened(files: readonly OpenableFile[], signal: AbortSignal): Promise<ReopenedRun | null> {
  const find = (name: string) => files.find(({ path }) => baseName(path) === name);
  const [configFile, stateFile] = [fileNames.config, fileNames.state].map(find);
  // whoever saved it may have called it otherwise
  const weightsFile = find(fileNames.weights) ?? files.find(isWeights);
  if (configFile === undefined || weightsFile === undefined) return null;
  const config = parseConfig(await textOf(configFile, signal));
  if (config === null) return null;
  if ('problem' in config) {
    throw new Fault('bad-companion-file', { file: fileNames.config, detail: config.problem });
  }
  const { recipe, step } = config;
  const problems = problemsOf(recipe, dataOfConfig(config));
  if (problems.length > 0) throw new Fault('recipe-impossible', { problems });
  const { arrays } = await arraysOf(weightsFile, signal);
  const state = stateFile === undefined ? null : await arraysOf(stateFile, signal);
  const snapshot = snapshotOf(recipe, dataOfConfig(config), { step, weights: arrays, state });
  const { backend, datasetName, test, isDone } = config;
  return { recipe, snapshot, backend, datasetName, isDone, test };
}

function isWeights({ path }: OpenableFile): boolean {
  return path.endsWith('.safetensors') && baseName(path) !== fileNames.state;
}

async function textOf({ path, recipe }: OpenableFile, signal: AbortSignal): Promise<string> {
  const source = sourceOf(recipe);
  if (source.size > MAX_CONFIG_BYTES) {
    const facts = { what: 'its size in bytes', value: source.size, limit: MAX_CONFIG_BYTES };
    throw new Fault('over-limit', { file: path, ...facts });
  }
  return new TextDecoder().decode(await source.read(0, source.size, { signal }));
}

function arraysOf({ path, recipe }: OpenableFile, signal: AbortSignal): Promise<FloatArrays> {
  const source = sourceOf(recipe);
  return readFloatArrays({ name: baseName(path), size: source.size, recipe }, source, { signal });
}

serve<TrainerContract>(self, {
  offer: async (request) => {
    dataFolder = request.dataFolder;
    const response = await fetch(new URL('index.json', dataFolder)).catch(() => null);
    return offerParts(parsePreparedIndex(response?.ok === true ? await response.text() : ''));
  },
  measureBackends: () => measurePageBackends(),
  check: async (recipe) => {
    if (recipe.dataset.id === 'file' && !(await hasDropped(recipe.dataset))) {
      return {
        problems: ['The files of this dataset are not open. Drop them on the page again.'],
        ...noCost,
      };
    }
    const data = await dataFacts(recipe);
    const problems = problemsOf(recipe, data);
    const isCounted = problems.length === 0 && data !== null;
    return { problems, ...(isCounted ? costOf(recipe, data) : noCost) };
  },
  openDataset: async (files) => {
    dropped = openDropped(files.map(fileOf)).then(({ dataset }) => dataset);
    return offerDropped(await dropped);
  },
  begin: ({ recipe, backend, snapshot }, context) =>
    explained(backend, async () => {
      const { run, backend: facts } = await begin({ recipe, backend, snapshot }, context);
      return {
        backend: facts,
        stepsPerEpoch: run.stepsPerEpoch,
        totalSteps: run.totalSteps,
        experts: run.model.experts,
        classes: run.dataset.classes,
        datasetName: run.dataset.name,
      };
    }),
  drive: (goal, { signal, report }) =>
    onRun(async (run) => {
      const tell = (told: Parameters<typeof report>[0]) => {
        checkGraphics();
        report(told);
      };
      await drive(run, { goal, signal, report: tell, rest: nextTask, weightMagnitudes });
      return { isDone: run.isDone };
    }),
  test: (_, { signal }) =>
    onRun(async (run) => {
      const evaluation = await run.evaluateTest({ signal, rest: nextTask });
      return evaluationPoint(run, evaluation, weightMagnitudes(run));
    }),
  strips: ({ perExpert }, { signal }) => onRun((run) => stripsOf(run, { perExpert, signal, rest: nextTask })),
  snapshot: () =>
    onRun(async (run) => {
      const snapshot = await takeSnapshot(run);
      checkFinite(snapshot);
      const arrays = [...snapshot.weights, ...snapshot.optimizerSlots];
      return new Handover(
        snapshot,
        arrays.map(({ values }) => values.buffer as ArrayBuffer),
      );
    }),
  export: async ({ name, isPacked }) => {
    const files = await onRun(exported);
    const folder = files.map((file) => ({ ...file, name: `${name}/${file.name}` }));
    const packed = isPacked ? [{ name: `${name}.zip`, bytes: encodeZip(folder) }] : folder;
    return new Handover(
      packed,
      packed.map(({ bytes }) => bytes.buffer as ArrayBuffer),
    );
  },
  unpack: ({ recipe }, { signal }) =>
    filesOfZip(sourceOf(recipe), {
      signal,
      isWanted: (members) => members.map(baseName).includes(fileNames.config),
    }),
  reopen: (files, { signal }) => explained(null, () => reopened(files, signal)),
  openModel: ({ model: trained, backend }, { signal, report }) =>
    explained(backend, async () => {
      measured = null;
      const dataset = await datasetOf(trained.recipe.dataset, { signal, report });
      const problems = problemsOf(trained.recipe, dataOf(dataset));
      if (problems.length > 0) throw new Fault('recipe-impossible', { problems });
      const facts = await startPageBackend(backend);
      const model = new MeasuredModel(trained, dataset);
      measured = { model, backend: facts };
      return {
        datasetName: dataset.name,
        classes: dataset.classes,
        experts: model.experts,
        sampleSize: model.samplesOf('sample').samples.length,
        wholeSize: model.samplesOf('whole').samples.length,
        backend: facts,
      };
    }),
  measure: ({ edits, on }, { signal, report }) =>
    onMeasured((model) => model.measure(edits, on, { signal, report, rest: nextTask })),
  sweep: (plans, { signal, report }) =>
    onMeasured((model) => sweep(model, plans, { signal, report, rest: nextTask })),
  leaveOneOut: (_, { signal, report }) =>
    onMeasured((model) => leaveOneOut(model, { signal, report, rest: nextTask })),
  reconstruct: (_, { signal, report }) =>
    onMeasured((model) => reconstruct(model, { signal, report, rest: nextTask })),
  prune: (edits) => onMeasured((model) => Promise.resolve(model.prune(edits))),
  end: () => {
    end();
    return null;
  },
});
