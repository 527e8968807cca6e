/**
 * How fast a step of training is: on WASM in Node (one thread) and in a page (as many as it gets), against TensorFlow.js as
 * one would write it at first and against PyTorch, interleaved, medians; what sending rows only to their experts gains;
 * and whether tensors are left behind. `npm run bench:train [-- --rounds 3]`. Debian's PyTorch is no peer without OpenBLAS (libopenblas0-pthread): with the
 * plain BLAS that it comes with it is many times slower.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { builds, ensureBuild } from '../scripts/build.mjs';
import { root } from '../scripts/root.mjs';
import { openMeasuringPage } from './in-page.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(options.rounds);
const TIMES = 40;

await ensureBuild('cli');
const inPage = await openMeasuringPage();

/** @type {Record<string, number[]>} milliseconds */
const steps = {};
/** @type {{ experts: number, used: number, forward: Pair, step: Pair }[][]} */
const layers = [];
for (let round = 0; round < rounds; round++) {
  note('MoE Scope, 1 thread', measured('product', TIMES));
  note('TensorFlow.js expert by expert, 1 thread', measured('plain', TIMES));
  await noteInPage('MoE Scope', 'product');
  await noteInPage('TensorFlow.js expert by expert', 'plain');
  for (const threads of [1, 2]) {
    const [folded, oneByOne] = torch(threads) ?? [null, null];
    note(`PyTorch, ${threads} thread${threads > 1 ? 's' : ''}, in one product`, folded);
    note(`PyTorch, ${threads} thread${threads > 1 ? 's' : ''}, expert by expert`, oneByOne);
  }
  layers.push(/** @type {typeof layers[number]} */ (measured('sparse', 10)));
}
await inPage.close();
printSteps();
printLayers();
console.log(`\nTensors left behind by 2,000 steps: ${String(measured('leak', 0))}`);

/** @param {string} way @param {unknown} ms */
function note(way, ms) {
  if (typeof ms === 'number') (steps[way] ??= []).push(ms);
}

/** @param {string} way @param {'product' | 'plain'} what */
async function noteInPage(way, what) {
  const { ms, threads } = await inPage.page.evaluate(
    (wanted) =>
      /** @type {typeof import('./in-page/page.mjs')} */ (/** @type {unknown} */ (window)).measureStep(
        wanted,
      ),
    { what, times: TIMES },
  );
  note(`${way}, ${threads} thread${threads > 1 ? 's' : ''} in a page`, ms);
}

/** @param {string} what @param {number} times @returns {unknown} */
function measured(what, times) {
  const script = join(builds.cli.folder, 'bench-train.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, what, String(times)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null');
}

/** A Python that has PyTorch is tried first where Debian puts it. @param {number} threads @returns {number[] | null} */
function torch(threads) {
  for (const interpreter of ['/usr/bin/python3', 'python3']) {
    const script = join(root, 'bench/torch-step.py');
    const { status, stdout } = spawnSync(interpreter, [script, String(threads), String(TIMES)], {
      encoding: 'utf8',
    });
    if (status === 0) return stdout.trim().split(' ').map(Number);
  }
  return null;
}

function printSteps() {
  const own = Object.entries(steps).filter(([way]) => way.startsWith('MoE Scope'));
  console.log(`\nReference step: 128 × 784, 8 experts × 64, 10 classes, Adam; median of ${rounds} rounds`);
  console.table(
    Object.fromEntries(
      Object.entries(steps).map(([way, all]) => [
        way,
        {
          'ms a step': median(all).toFixed(2),
          spread: `${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}`,
          ...Object.fromEntries(
            own.map(([way, ms]) => [`${way} / this`, (median(ms) / median(all)).toFixed(2)]),
          ),
        },
      ]),
    ),
  );
}

/** @typedef {{ dense: number, sent: number }} Pair milliseconds */

function printLayers() {
  console.log('\nRows sent to their experts against all experts masked: 512 × 256, 512 hidden units');
  const entries = (layers[0] ?? []).map(({ experts, used }, i) => {
    const gain = (/** @type {'forward' | 'step'} */ what) =>
      median(layers.map((round) => (round[i]?.[what].dense ?? NaN) / (round[i]?.[what].sent ?? NaN)));
    const ms = (/** @type {'forward' | 'step'} */ what, /** @type {keyof Pair} */ form) =>
      median(layers.map((round) => round[i]?.[what][form] ?? NaN)).toFixed(1);
    return [
      `top-${used} of ${experts}`,
      {
        'forward, masked → sent (ms)': `${ms('forward', 'dense')} → ${ms('forward', 'sent')}`,
        'forward gain': gain('forward').toFixed(2),
        'step, masked → sent (ms)': `${ms('step', 'dense')} → ${ms('step', 'sent')}`,
        'step gain': gain('step').toFixed(2),
        'in theory': (experts / used).toFixed(0),
      },
    ];
  });
  console.table(Object.fromEntries(entries));
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
