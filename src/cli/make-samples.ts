/**
 * Writes the bundled samples into the checkout that it is run in, by scripts/make-samples.mjs. Those that are trained are
 * left as they are unless `--train` is given, which takes minutes, or `--trace`, which runs their weights anew.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTrained } from './samples/read-trained.ts';
import { retraceSample, trainSample } from './samples/trained-sample.ts';
import { sampleFiles, type TrainedSource } from './samples/sample-files.ts';

const folder = join('public', 'samples');

const { values } = parseArgs({
  options: { train: { type: 'boolean', default: false }, trace: { type: 'boolean', default: false } },
});

const readCommitted = readTrained(folder);

function sourceOf(): TrainedSource {
  if (values.train) return trainSample;
  return values.trace ? async (sample) => retraceSample(sample, await readCommitted(sample)) : readCommitted;
}

for (const [name, bytes] of await sampleFiles(sourceOf())) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
  console.log(`${name.padEnd(26)}${String(bytes.length).padStart(8)} bytes`);
}
