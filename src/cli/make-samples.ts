/**
 * Writes the bundled samples into the checkout that it is run in, by scripts/make-samples.mjs. Those that are trained are
 * left as they are unless `--train` is given: that takes minutes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTrained } from './samples/read-trained.ts';
import { trainSample } from './samples/trained-sample.ts';
import { sampleFiles } from './samples/sample-files.ts';

const folder = join('public', 'samples');

const { values } = parseArgs({ options: { train: { type: 'boolean', default: false } } });

for (const [name, bytes] of await sampleFiles(values.train ? trainSample : readTrained(folder))) {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), bytes);
  console.log(`${name.padEnd(26)}${String(bytes.length).padStart(8)} bytes`);
}
