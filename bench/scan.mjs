/**
 * How fast a checkpoint becomes curves: the page against the same page reading and computing nothing, Node, NumPy and
 * PyTorch, interleaved, medians. `npm run bench:scan [-- --rounds 5 --only bf16]`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findBrowser, isSandboxed, quietFlags } from '../scripts/browser.mjs';
import { ensureBuild } from '../scripts/build.mjs';
import { root } from '../scripts/root.mjs';
import { servePage } from '../scripts/serve.mjs';
import { checkpointFile, checkpointShards } from './checkpoint-files.mjs';
import { blockTypes, ggufFile } from './gguf-files.mjs';
import { ggufWithVocabulary, indexedShards } from './header-files.mjs';
import { readOnly } from './read-only.mjs';

const GiB = 2 ** 30;
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});
const rounds = Number(options.rounds);

const cases = [
  {
    title: 'bf16, 1,000 tensors',
    dtype: /** @type {const} */ ('BF16'),
    tensors: 1000,
    name: 'bf16-1k.safetensors',
  },
  {
    title: 'bf16, 10,000 tensors',
    dtype: /** @type {const} */ ('BF16'),
    tensors: 10_000,
    name: 'bf16-10k.safetensors',
  },
  {
    title: 'f32, 1,000 tensors',
    dtype: /** @type {const} */ ('F32'),
    tensors: 1000,
    name: 'f32-1k.safetensors',
  },
];

/** Quantised files, and the share of the page's own rate of reading that a scan of each is to reach. */
const quantised = [
  { dtype: /** @type {const} */ ('Q8_0'), share: 0.25 },
  { dtype: /** @type {const} */ ('Q4_K'), share: 0.15 },
  { dtype: /** @type {const} */ ('IQ2_XXS'), share: 0.35 },
  { dtype: /** @type {const} */ ('MXFP4'), share: 0.35 },
];

await ensureBuild('page');
await ensureBuild('cli');
const server = await servePage({ port: 0 });
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  chromiumSandbox: isSandboxed,
  args: quietFlags,
});

for (const one of cases.filter(({ title }) => title.includes(options.only))) {
  const path = checkpointFile({ ...one, bytes: 2 * GiB });
  const valueBytes = one.dtype === 'BF16' ? 2 : 4;
  /** @type {Record<string, number[]>} bytes a second */
  const rates = {};
  const note = (/** @type {string} */ way, /** @type {number | null} */ rate) => {
    if (rate !== null) (rates[way] ??= []).push(rate);
  };
  for (let round = 0; round <= rounds; round++) {
    const isWarm = round > 0;
    const measured = {
      'page, reading alone': await pageReading(path),
      'page, scanning': await pageScanning(path),
      'Node, one thread': nodeScanning(path, 2 * GiB),
      'NumPy as typed': python(path, 'typed', valueBytes),
      ...(one.dtype === 'BF16' && { 'NumPy, sorting patterns': python(path, 'patterns', valueBytes) }),
      PyTorch: round > 2 ? null : python(path, 'torch', valueBytes),
    };
    if (isWarm) for (const [way, rate] of Object.entries(measured)) note(way, rate);
  }
  print(`${one.title}, 2 GiB`, rates, valueBytes);
}

for (const { dtype, share } of quantised.filter((one) => one.dtype.includes(options.only))) {
  const { elements, bytes } = blockTypes[dtype];
  const { path, dataStart } = ggufFile({ name: `${dtype}.gguf`, dtype, bytes: GiB });
  const valueBytes = bytes / elements;
  /** @type {Record<string, number[]>} bytes a second */
  const rates = {};
  for (let round = 0; round <= rounds; round++) {
    const measured = {
      'page, reading alone': await pageReading(path),
      'page, scanning': await pageScanning(path),
      'Node, one thread': nodeScanning(path, GiB),
      'NumPy as typed': numpyBlocks(path, [dtype, String(dataStart), 'naive'], valueBytes),
      'NumPy, counting': numpyBlocks(path, [dtype, String(dataStart), 'counted'], valueBytes),
    };
    if (round === 0) continue;
    for (const [way, rate] of Object.entries(measured)) if (rate !== null) (rates[way] ??= []).push(rate);
  }
  print(`${dtype}, 1 GiB (wanted: ${share} of reading alone)`, rates, valueBytes);
}
await printOpening();
await printMemory();
await browser.close();
await server.close();

/** @param {string} path */
async function openPage(path) {
  const page = await browser.newPage();
  await page.goto(`${server.url}?testing`);
  await page.evaluate(() => {
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file' });
    document.body.append(input);
  });
  await page.setInputFiles('#bench-file', path);
  return page;
}

/** @param {string} path */
async function pageReading(path) {
  const page = await openPage(path);
  const workers = await page.evaluate(() => Math.min(8, navigator.hardwareConcurrency));
  const rate = await page.evaluate(readOnly, { workers });
  await page.close();
  return rate;
}

/** @param {string} path */
async function pageScanning(path) {
  const page = await openPage(path);
  const rate = await scanIn(page, path);
  await page.close();
  return rate;
}

/** @param {import('@playwright/test').Page} page @param {string} path */
async function scanIn(page, path) {
  await page.getByTestId('file-input').setInputFiles(path);
  const measure = await page.waitForFunction(
    () => {
      const [entry] = performance.getEntriesByName('moe-scope scan');
      if (entry === undefined) return null;
      const { bytes } = /** @type {{ detail: { bytes: number } }} */ (/** @type {unknown} */ (entry)).detail;
      return { seconds: entry.duration / 1000, bytes };
    },
    null,
    { timeout: 600_000, polling: 50 },
  );
  const { seconds, bytes } = /** @type {{ seconds: number, bytes: number }} */ (await measure.jsonValue());
  return bytes / seconds;
}

/** The whole process, start and header included. @param {string} path @param {number} bytes */
function nodeScanning(path, bytes) {
  const begun = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'scripts/cli.mjs'), 'scan', path, '--json', '--at', '0.1'],
    {
      maxBuffer: GiB,
    },
  );
  return status === 0 ? bytes / ((performance.now() - begun) / 1000) : null;
}

/** @param {string} path @param {string} way @param {number} valueBytes */
function python(path, way, valueBytes) {
  return pythonRate('bench/numpy-scan.py', [path, way], valueBytes);
}

/** @param {string} path @param {readonly string[]} settings @param {number} valueBytes */
function numpyBlocks(path, settings, valueBytes) {
  return pythonRate('bench/numpy-ggml.py', [path, ...settings], valueBytes);
}

/** A Python that has what the script needs is tried first where Debian puts it. @param {string} name @param {readonly string[]} args @param {number} valueBytes */
function pythonRate(name, args, valueBytes) {
  for (const interpreter of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(interpreter, [join(root, name), ...args], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [seconds = NaN, values = NaN] = stdout.split(' ').map(Number);
    return (values * valueBytes) / seconds;
  }
  return null;
}

/** @param {string} title @param {Record<string, number[]>} rates @param {number} valueBytes */
function print(title, rates, valueBytes) {
  const scan = median(rates['page, scanning'] ?? []);
  console.log(`\n${title}, median of ${rounds}`);
  console.table(
    Object.fromEntries(
      Object.entries(rates).map(([way, all]) => [
        way,
        {
          'GB/s': (median(all) / 1e9).toFixed(2),
          'G values/s': (median(all) / valueBytes / 1e9).toFixed(3),
          spread: `${(Math.min(...all) / 1e9).toFixed(2)}–${(Math.max(...all) / 1e9).toFixed(2)}`,
          'page scan / this': (scan / median(all)).toFixed(2),
        },
      ]),
    ),
  );
}

/** How soon something is there to look at, where there are many names or much before the weights. */
async function printOpening() {
  const shards = { name: 'shards', shards: 100, tensors: 36_000, bytes: 300e9, layers: 94 };
  await printOpened('300 GB, 36,000 tensors in 100 shards', checkpointShards(shards));
  await printOpened('GGUF with 150,000 tokens, 20 MB before the weights (wanted: under 1,000 ms)', [
    ggufWithVocabulary(),
  ]);
  const { files, indexBytes } = indexedShards();
  const megabytes = Math.round(indexBytes / 1e6);
  await printOpened(
    `497,000 tensors in 160 shards with an index of ${megabytes} MB (wanted: under 3,000 ms, 600 MB)`,
    files,
  );
}

/** @param {string} title @param {readonly string[]} files */
async function printOpened(title, files) {
  const page = await browser.newPage();
  await page.goto(`${server.url}?testing`);
  await page.evaluate(() => window.moeScopeIdle?.());
  const seen = page.evaluate(async () => {
    const until = async (/** @type {() => boolean} */ isThere) => {
      while (!isThere()) await new Promise(requestAnimationFrame);
      return performance.now();
    };
    const input = /** @type {HTMLElement} */ (document.querySelector('[data-testid=file-input]'));
    let picked = NaN;
    const note = () => (picked = performance.now());
    input.addEventListener('change', note, { once: true, capture: true });
    const structure = await until(() => document.querySelector('article h3, article h2') !== null);
    const curve = await until(
      () => document.querySelector('[role=img][aria-label^="Sparsity curve. "]') !== null,
    );
    return { structure: structure - picked, curve: curve - picked };
  });
  const pids = await rendererPids();
  const empty = residentBytes(pids);
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, residentBytes(pids))), 50);
  await page.getByTestId('file-input').setInputFiles([...files]);
  const { structure, curve } = await seen;
  clearInterval(watch);
  console.log(`\n${title}, after they were picked`);
  console.log(`  structure: ${Math.round(structure)} ms`);
  console.log(`  first curve: ${Math.round(curve)} ms`);
  console.log(`  memory above an empty page until then: ${Math.round((most - empty) / 1e6)} MB`);
  await page.close();
}

/** What page and workers take above an empty page, at two sizes. */
async function printMemory() {
  console.log('\nMemory of the page’s process above an empty page, largest while scanning');
  for (const gigabytes of [2, 8]) {
    const path = checkpointFile({
      name: `sparse-${gigabytes}.safetensors`,
      dtype: 'BF16',
      tensors: 1000,
      bytes: gigabytes * GiB,
      isSparse: true,
    });
    const page = await openPage(path);
    const pids = await rendererPids();
    const empty = residentBytes(pids);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, residentBytes(pids))), 50);
    await scanIn(page, path);
    clearInterval(watch);
    console.log(`  ${gigabytes} GiB: ${Math.round((most - empty) / 1e6)} MB`);
    await page.close();
  }
}

/** Renderers of this browser: one for the page open, and one that waits for the next. */
async function rendererPids() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Of all renderers together. @param {readonly number[]} pids */
function residentBytes(pids) {
  return pids.reduce((sum, pid) => sum + residentBytesOf(pid), 0);
}

/** @param {number} pid */
function residentBytesOf(pid) {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return 1024 * Number(kilobytes ?? 0);
  } catch {
    return 0;
  }
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
