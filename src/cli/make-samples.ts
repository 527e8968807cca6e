/** Writes the bundled samples into the checkout that it is run in, by scripts/make-samples.mjs. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleFiles } from './samples/sample-files.ts';

const folder = join('public', 'samples');

await mkdir(folder, { recursive: true });
for (const [name, bytes] of await sampleFiles()) {
  await writeFile(join(folder, name), bytes);
  console.log(`${name.padEnd(26)}${String(bytes.length).padStart(8)} bytes`);
}
