/**
 * How free the page's thread stays: long tasks and frames while a 2 GiB checkpoint is scanned, and while one of 94 layers ×
 * 128 experts × 3 projections is opened, hovered and selected. `node bench/responsiveness.mjs`.
 */
import { chromium } from '@playwright/test';
import { findBrowser, isSandboxed, quietFlags } from '../scripts/browser.mjs';
import { ensureBuild } from '../scripts/build.mjs';
import { servePage } from '../scripts/serve.mjs';
import { checkpointFile } from './checkpoint-files.mjs';

const GiB = 2 ** 30;
const grid = { layers: 94, experts: 128, projections: 3 };

const large = checkpointFile({ name: 'bf16-1k.safetensors', dtype: 'BF16', tensors: 1000, bytes: 2 * GiB });
const wideTensors = grid.layers * grid.experts * grid.projections;
const wide = checkpointFile({
  name: 'bf16-wide.safetensors',
  dtype: 'BF16',
  tensors: wideTensors,
  layers: grid.layers,
  bytes: 512 * wideTensors,
});

await ensureBuild('page');
const server = await servePage();
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  chromiumSandbox: isSandboxed,
  args: quietFlags,
});
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });

/** @type {Record<string, Phase>} */
const phases = {};
await openPage();
await measure('nothing at all', idle);
await measure('2 GiB: opened and scanned', () => open(large));
await openPage();
await measure('94 × 128 × 3: opened and scanned', () => open(wide));
await measure('  pointer over the curve', () => hover(curve()));
await measure('  pointer over the matrix', () => hover(matrix()));
await measure('  five cells chosen', chooseCells);
await measure('  cut dragged', dragCut);
await measure('  matrix coloured by another measure', recolour);
await measure('  tensors: shown', () => page.getByRole('tab', { name: 'Tensors' }).click());
await measure('  tensors: searched', () =>
  page.getByRole('searchbox').pressSequentially('experts.7', { delay: 50 }),
);
await measure('  tensors: sorted', () => page.getByRole('button', { name: 'Gini' }).click());
console.table(phases);
await browser.close();
await server.close();

/**
 * @typedef {{ 'long tasks': number, 'longest, ms': number, 'all of them, ms': number, 'frame p50, ms': number,
 *   'frame p95, ms': number, 'took, s': number }} Phase
 */

async function openPage() {
  await page.goto('about:blank');
  await page.goto(`${server.url}?testing`);
  await page.evaluate(() => window.moeScopeIdle?.());
}

/**
 * Runs a phase to its end, and notes what the page's thread did meanwhile. A frame is the time between two callbacks of
 * requestAnimationFrame.
 * @param {string} name
 * @param {() => Promise<unknown>} act
 */
async function measure(name, act) {
  const watch = await page.evaluateHandle(() => {
    /** @type {number[]} */
    const tasks = [];
    /** @type {number[]} */
    const frames = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    let last = performance.now();
    let isOver = false;
    const onFrame = () => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      if (!isOver) requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
    return {
      end() {
        isOver = true;
        for (const { duration } of observer.takeRecords()) tasks.push(duration);
        observer.disconnect();
        return { tasks, frames: frames.sort((a, b) => a - b) };
      },
    };
  });
  const begun = performance.now();
  await act();
  await page.evaluate(() => window.moeScopeIdle?.());
  const seconds = (performance.now() - begun) / 1000;
  const { tasks, frames } = await watch.evaluate((watching) => watching.end());
  const at = (/** @type {number} */ share) => Math.round(frames[Math.floor(share * frames.length)] ?? NaN);
  phases[name] = {
    'long tasks': tasks.length,
    'longest, ms': Math.round(Math.max(0, ...tasks)),
    'all of them, ms': Math.round(tasks.reduce((sum, duration) => sum + duration, 0)),
    'frame p50, ms': at(0.5),
    'frame p95, ms': at(0.95),
    'took, s': Number(seconds.toFixed(2)),
  };
}

async function idle() {
  await page.waitForTimeout(1000);
}

/** @param {string} path */
async function open(path) {
  await page.getByTestId('file-input').first().setInputFiles(path);
  await page.getByRole('article').waitFor();
}

function curve() {
  return page.getByRole('img', { name: /^Sparsity curve/ });
}

function matrix() {
  return page.getByRole('application');
}

/** The part of it that the window shows, after it was scrolled to. @param {import('@playwright/test').Locator} target */
async function boxInSight(target) {
  await target.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  const box = await target.boundingBox();
  if (box === null) throw new Error('there is nothing to point at');
  const end = Math.min(box.y + box.height, page.viewportSize()?.height ?? 0);
  return { ...box, height: end - box.y };
}

/** @param {import('@playwright/test').Locator} target */
async function hover(target) {
  const box = await boxInSight(target);
  for (let step = 0; step <= 60; step++) {
    await page.mouse.move(box.x + (box.width * (step + 5)) / 70, box.y + (box.height * (step + 5)) / 70);
  }
}

async function chooseCells() {
  const box = await boxInSight(matrix());
  for (let step = 1; step <= 5; step++) {
    await page.mouse.click(box.x + (box.width * step) / 6, box.y + (box.height * step) / 8);
  }
}

async function dragCut() {
  const box = await boxInSight(curve());
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  for (let step = 1; step <= 60; step++) await page.mouse.move(box.x + box.width * (0.2 + step / 100), y);
  await page.mouse.up();
}

async function recolour() {
  await page.getByRole('combobox', { name: 'Coloured by' }).selectOption('hoyer');
}
