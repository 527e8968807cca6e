/**
 * How long all figures of a plan take at each position of a slider, at 94 layers × 128 experts × 3 projections with a trace.
 * Wanted: 95 % within a frame, 16 ms. The worst is mostly the first, which sums up what the others share. Then the same in the
 * page, until it is painted; and how fast a pruned checkpoint is written, beside how fast the page reads it (wanted: half, with
 * less than 300 MB). `npm run bench:plan [-- --positions 200] [--only-node]`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builds, ensureBuild } from '../scripts/build.mjs';
import { planInPage } from './plan-in-page.mjs';

const { values: options } = parseArgs({
  options: {
    positions: { type: 'string', default: '200' },
    'only-node': { type: 'boolean', default: false },
  },
});

await ensureBuild('cli');
const script = join(builds.cli.folder, 'bench-plan.js');
const { basisMs, positions, measured } = timed(script, options.positions);
console.log(
  `36,096 matrices, ${String(positions)} positions of each slider, in ms; made and made ready in ${ms(basisMs)}\n`,
);
console.log(`${'slider'.padEnd(42)}${heads('median', '95 %', 'worst')}`);
for (const { name, times } of measured) console.log(`${name.padEnd(42)}${quantiles(times)}`);
if (!options['only-node']) await tellPage();

async function tellPage() {
  const { shown, sweeps, moved } = await planInPage();
  console.log(`\nIn the page, in ms; longest task while the panel was first shown: ${ms(shown)}\n`);
  console.log(`${'slider'.padEnd(42)}${heads('median', '95 %', 'worst', 'CPU', 'longest task')}`);
  for (const { name, latency, workedMs, longest } of sweeps) {
    console.log(`${name.padEnd(42)}${quantiles(latency)}${cell(ms(workedMs))}${cell(ms(longest))}`);
  }
  console.log(`\n${'2 GiB'.padEnd(42)}${heads('MB/s', 'peak MiB', 'grown MiB')}`);
  for (const { name, bytes, seconds, peakMiB, grownMiB } of moved) {
    const cells = [bytes / 1e6 / seconds, peakMiB, grownMiB].map((value) => cell(value.toFixed(0)));
    console.log(`${name.padEnd(42)}${cells.join('')}`);
  }
}

/** @param {readonly string[]} names */
function heads(...names) {
  return names.map(cell).join('');
}

/** @param {readonly number[]} times */
function quantiles(times) {
  const rising = times.toSorted((a, b) => a - b);
  return [0.5, 0.95, 1]
    .map((share) => cell(ms(rising[Math.ceil(share * rising.length) - 1] ?? NaN)))
    .join('');
}

/** @param {string} text */
function cell(text) {
  return text.padStart(13);
}

/** @param {number} time */
function ms(time) {
  return time.toFixed(1);
}

/** @typedef {{ basisMs: number, positions: number, measured: { name: string, times: number[] }[] }} Timed */

/** @param {string} path @param {string} often @returns {Timed} */
function timed(path, often) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [path, often], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const result = /** @type {unknown} */ (JSON.parse(stdout));
  return /** @type {Timed} */ (result);
}
