/**
 * How long all figures of a plan take at each position of a slider, at 94 layers × 128 experts × 3 projections with a trace.
 * Wanted: 95 % within a frame, 16 ms. The worst is mostly the first, which sums up what the others share.
 * `npm run bench:plan [-- --positions 200]`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builds, ensureBuild } from '../scripts/build.mjs';

const { values: options } = parseArgs({ options: { positions: { type: 'string', default: '200' } } });

await ensureBuild('cli');
const script = join(builds.cli.folder, 'bench-plan.js');
const { basisMs, positions, measured } = timed(script, options.positions);
console.log(
  `36,096 matrices, ${String(positions)} positions of each slider, in ms; made and made ready in ${ms(basisMs)}\n`,
);
console.log(`${'slider'.padEnd(42)}${['median', '95 %', 'worst'].map((head) => head.padStart(9)).join('')}`);
for (const { name, times } of measured) {
  const rising = times.toSorted((a, b) => a - b);
  const cells = [0.5, 0.95, 1].map((share) => ms(rising[Math.ceil(share * rising.length) - 1] ?? NaN));
  console.log(`${name.padEnd(42)}${cells.map((cell) => cell.padStart(9)).join('')}`);
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
