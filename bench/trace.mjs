/**
 * How fast a routing trace becomes statistics: OLMoE-shaped JSON Lines beside Python's json.loads, and our binary form
 * beside reading the same bytes; whole processes, interleaved, medians.
 * `npm run bench:trace [-- --rounds 3 --megabytes 400 --tokens 2000000]`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findBrowser, isSandboxed, quietFlags } from '../scripts/browser.mjs';
import { ensureBuild } from '../scripts/build.mjs';
import { root } from '../scripts/root.mjs';
import { servePage } from '../scripts/serve.mjs';
import { readOnly } from './read-only.mjs';
import { BINARY, binaryFile, olmoeFile } from './trace-files.mjs';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    megabytes: { type: 'string', default: '400' },
    /** Only these: `lines`, `binary`, `page`. */
    only: { type: 'string', default: '' },
    /** Ten million take 15 GB of disk; the shape is the same. */
    tokens: { type: 'string', default: '2000000' },
  },
});
/** A second, as Linux counts the time of processes. */
const CLOCK_TICKS = 100;

const rounds = Number(options.rounds);

await ensureBuild('cli');
if (isAsked('lines')) await measureLines(olmoeFile(Number(options.megabytes) * 1e6));
for (const from of /** @type {const} */ (['memory', 'disk'])) {
  if (isAsked('binary')) await measureBinary(binaryFile(Number(options.tokens)), from);
}
if (isAsked('page')) await measureInPage(binaryFile(Number(options.tokens)));

/** @param {'lines' | 'binary' | 'page'} part */
function isAsked(part) {
  return options.only === '' || options.only === part;
}

/** @param {string} path */
async function measureLines(path) {
  const bytes = statSync(path).size;
  const results = await interleaved({
    'MoE Scope': () => run(process.execPath, [join(root, 'scripts/cli.mjs'), 'trace', path, '--json']),
    'Python, json.loads alone': () => run('python3', [join(root, 'bench/trace.py'), path, 'parse']),
    'Python, json.loads and NumPy': () => run('python3', [join(root, 'bench/trace.py'), path, 'count']),
  });
  print(`OLMoE’s JSON Lines, ${(bytes / 1e6).toFixed(0)} MB (wanted: 3 times json.loads, 300 MB)`, {
    results,
    bytes,
  });
}

/**
 * From the page cache, where a few GB lie after a first reading, and from the disk, where traces of 15 GB are read from.
 * @param {string} path @param {'memory' | 'disk'} from
 */
async function measureBinary(path, from) {
  const bytes = statSync(path).size;
  const forget = from === 'disk' ? () => forgetFile(path) : () => undefined;
  const begin = (/** @type {readonly string[]} */ args) => {
    forget();
    return run(process.execPath, args);
  };
  const results = await interleaved({
    'MoE Scope': () => begin([join(root, 'scripts/cli.mjs'), 'trace', path, '--json']),
    'reading alone': () => begin([join(root, 'bench/read-file.mjs'), path]),
  });
  const shape = `${(Number(options.tokens) / 1e6).toFixed(1)} M tokens × ${BINARY.layers} layers × ${BINARY.slots} ids`;
  const title = `${shape}, ${(bytes / 1e9).toFixed(1)} GB from ${from} (wanted: 1.5 times the time of reading)`;
  print(title, { results, bytes });
}

/**
 * In a browser, where the file is read through the page's own streams. @param {string} path
 */
async function measureInPage(path) {
  await ensureBuild('page');
  const server = await servePage({ port: 0 });
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    chromiumSandbox: isSandboxed,
    args: quietFlags,
  });
  const bytes = statSync(path).size;
  const results = await interleaved({
    'MoE Scope': () => inPage(browser, server.url, (page) => tracing(page, path)),
    'reading alone': () => inPage(browser, server.url, (page) => readingAlone(page, path)),
  });
  print(`the same in a page (wanted: 1.5 times the time of reading)`, { results, bytes });
  await browser.close();
  await server.close();
}

/**
 * @param {import('@playwright/test').Browser} browser @param {string} url
 * @param {(page: import('@playwright/test').Page) => Promise<number>} measure
 * @returns {Promise<Measured>}
 */
async function inPage(browser, url, measure) {
  const page = await browser.newPage();
  await page.goto(`${url}?testing`);
  await page.evaluate(() => window.moeScopeIdle?.());
  const seconds = await measure(page);
  await page.close();
  return { seconds, cpuSeconds: NaN, peakBytes: NaN };
}

/** From the choice of the file until the page says what is in it. @param {import('@playwright/test').Page} page @param {string} path */
async function tracing(page, path) {
  const begun = performance.now();
  await page.getByTestId('file-input').setInputFiles(path);
  await page.getByText(`${BINARY.layers} layers`).first().waitFor({ timeout: 600_000 });
  return (performance.now() - begun) / 1000;
}

/** By one worker, as a trace is read. @param {import('@playwright/test').Page} page @param {string} path */
async function readingAlone(page, path) {
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file' }));
  });
  await page.setInputFiles('#bench-file', path);
  return statSync(path).size / (await page.evaluate(readOnly, { workers: 1 }));
}

/** Lets the system forget what it holds of a file, so that it is read from the disk. @param {string} path */
function forgetFile(path) {
  const script =
    'import os, sys; f = os.open(sys.argv[1], os.O_RDONLY); os.fsync(f); os.posix_fadvise(f, 0, 0, os.POSIX_FADV_DONTNEED)';
  const { status } = spawnSync('python3', ['-c', script, path]);
  if (status !== 0) throw new Error('this system keeps files in memory, whatever one says');
}

/**
 * @typedef {{ seconds: number, cpuSeconds: number, peakBytes: number }} Measured NaN where nobody can tell.
 * @typedef {Record<string, Measured[]>} Results
 */

/** A first round warms caches and counts for nothing. @param {Record<string, () => Promise<Measured>>} ways */
async function interleaved(ways) {
  /** @type {Results} */
  const results = {};
  for (let round = 0; round <= rounds; round++) {
    for (const [way, measure] of Object.entries(ways)) {
      const measured = await measure();
      if (round > 0) (results[way] ??= []).push(measured);
    }
  }
  return results;
}

/** A whole process, start and all. @param {string} command @param {readonly string[]} args @returns {Promise<Measured>} */
function run(command, args) {
  return new Promise((done, failed) => {
    const begun = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const seen = { peakBytes: 0, cpuSeconds: 0 };
    const watch = setInterval(() => {
      seen.peakBytes = Math.max(seen.peakBytes, peakBytesOf(child.pid));
      seen.cpuSeconds = Math.max(seen.cpuSeconds, cpuSecondsOf(child.pid));
    }, 20);
    child.once('error', failed);
    child.once('exit', (code) => {
      clearInterval(watch);
      if (code === 0) done({ seconds: (performance.now() - begun) / 1000, ...seen });
      else failed(new Error(`${command} ended with ${code}`));
    });
  });
}

/** Most memory that a process ever held; 0 where the system does not say. @param {number | undefined} pid */
function peakBytesOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return 1024 * Number(kilobytes ?? 0);
  } catch {
    return 0;
  }
}

/** Of all threads, in user and system; 0 where the system does not say. @param {number | undefined} pid */
function cpuSecondsOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    return (user + system) / CLOCK_TICKS;
  } catch {
    return 0;
  }
}

/** @param {string} title @param {{ results: Results, bytes: number }} measured */
function print(title, { results, bytes }) {
  const own = median((results['MoE Scope'] ?? []).map(({ seconds }) => seconds));
  console.log(`\n${title}, median of ${rounds}`);
  console.table(
    Object.fromEntries(
      Object.entries(results).map(([way, all]) => {
        const seconds = median(all.map((one) => one.seconds));
        return [
          way,
          {
            seconds: seconds.toFixed(2),
            'CPU s': median(all.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
            'MB/s': (bytes / 1e6 / seconds).toFixed(0),
            'peak MB': (Math.max(...all.map(({ peakBytes }) => peakBytes)) / 1e6).toFixed(0),
            'its time / ours': (seconds / own).toFixed(2),
            'our time / its': (own / seconds).toFixed(2),
          },
        ];
      }),
    ),
  );
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
