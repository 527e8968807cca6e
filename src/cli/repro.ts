/**
 * Trains the rows of a preset with several seeds, without a page, and writes what came of it beside what is published:
 * `npm run repro -- krishnamurthy-mnist`. What is done is kept, so that it can be done in pieces.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkValues } from '../core/parameters.ts';
import { startWasmIn } from '../training/backends/wasm-in-folder.ts';
import { datasetById, isDatasetId } from '../training/datasets/index.ts';
import type { Dataset } from '../training/datasets/dataset.ts';
import { findPart } from '../training/part.ts';
import { presets } from '../training/presets/index.ts';
import type { Preset } from '../training/presets/preset.ts';
import { Run } from '../training/run.ts';
import { openInFolder } from './prepared-folder.ts';
import { readDone, writeDone, type DoneRow } from './repro/done-rows.ts';
import { resultsText } from './repro/results.ts';
import { trainRow } from './repro/train-row.ts';
import { wasmFolder } from './wasm-folder.ts';

const usage = `Usage: npm run repro -- PRESET [options]

  --seeds N      runs of each row; 10 unless given
  --epochs N     those of the preset unless given
  --rows 1,3,…   which rows, counted from 1; all unless given
  --minutes N    begin no run after so long: the next call goes on
  --list         the presets
`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '10' },
    epochs: { type: 'string' },
    rows: { type: 'string' },
    minutes: { type: 'string', default: 'Infinity' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const preset = findPart(presets, positionals[0] ?? '');
if (options.list) {
  for (const { id, name, rows } of presets) console.log(`${id.padEnd(30)}${name}, ${rows.length} rows`);
} else if (options.help || preset === null) {
  process.stderr.write(usage);
  process.exitCode = options.help ? 0 : 2;
} else {
  await reproduce(preset);
}

async function reproduce(preset: Preset): Promise<void> {
  await startWasmIn(wasmFolder());
  const dataset = await load(preset);
  const epochs = Number(options.epochs ?? preset.rows[0]!.recipe.epochs);
  const end = performance.now() + Number(options.minutes) * 60_000;
  const path = join('.data', 'repro', `${preset.id}.json`);
  let done = await readDone(path);
  for (const { label, seed } of wanted(preset)) {
    const isSame = (row: DoneRow) => row.label === label && row.seed === seed && row.epochs === epochs;
    if (done.some(isSame) || performance.now() > end) continue;
    const row = preset.rows.find((one) => one.label === label)!;
    const figures = await trainRow(row, { dataset, seed, epochs });
    done = [...done, { label, seed, epochs, figures }];
    await writeDone(path, done);
    console.log(
      `${label}, seed ${seed}: test error ${figures.testError.toFixed(4)}, ${figures.seconds.toFixed(0)} s`,
    );
  }
  const same = done.filter((row) => row.epochs === epochs);
  await writeResults(preset, dataset, { done: same, epochs });
}

/** All rows with the first seed, then all with the second: what is cut short is even. */
function wanted({ rows }: Preset): readonly { readonly label: string; readonly seed: number }[] {
  const chosen = options.rows?.split(',').map((text) => rows[Number(text) - 1]) ?? rows;
  const labels = chosen.flatMap((row) => (row === undefined ? [] : [row.label]));
  return Array.from({ length: Number(options.seeds) }, (_, i) => i + 1).flatMap((seed) =>
    labels.map((label) => ({ label, seed })),
  );
}

async function load({ rows }: Preset): Promise<Dataset> {
  const { id, values } = rows[0]!.recipe.dataset;
  if (!isDatasetId(id)) throw new Error('This preset is of files that have to be dropped on the page.');
  const definition = datasetById(id);
  return definition.load(checkValues(definition.parameters, values).values, {
    open: openInFolder('.data'),
  });
}

async function writeResults(
  preset: Preset,
  dataset: Dataset,
  { done, epochs }: { readonly done: readonly DoneRow[]; readonly epochs: number },
): Promise<void> {
  if (done.length === 0) return;
  const run = new Run(preset.rows[0]!.recipe, dataset);
  const trainedSamples = run.trained.length;
  run.dispose();
  const folder = join('docs', 'results');
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${preset.id}.md`);
  const seeds = Math.max(...done.map(({ seed }) => seed));
  const testSamples = dataset.test.labels.length;
  const command = `npm run repro -- ${preset.id} --epochs ${epochs} --seeds ${seeds}`;
  await writeFile(path, resultsText({ preset, done, epochs, trainedSamples, testSamples, command }));
  console.log(`wrote ${path}`);
}
