/**
 * Plans in the page itself. First: sliders of a checkpoint of 94 layers × 128 experts × 3 projections are moved step by step; how
 * long it takes until the readout is painted, what the page's thread worked for it, and tasks longer than 50 ms, also while
 * the panel is first shown. Then: a checkpoint of 2 GiB is read, and exported into a folder of the page's own part of the disk,
 * which browsers write as they write a folder of the person's. For bench/plan.mjs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, isSandboxed, quietFlags } from '../scripts/browser.mjs';
import { ensureBuild } from '../scripts/build.mjs';
import { servePage } from '../scripts/serve.mjs';
import { checkpointFile } from './checkpoint-files.mjs';

const GiB = 2 ** 30;
const wideTensors = 94 * 128 * 3;

/**
 * @typedef {{ name: string, latency: number[], workedMs: number, longest: number }} Swept
 * @typedef {{ name: string, bytes: number, seconds: number, peakMiB: number, grownMiB: number }} Moved
 */

/** @returns {Promise<{ shown: number, sweeps: Swept[], moved: Moved[] }>} */
export async function planInPage() {
  await ensureBuild('page');
  const server = await servePage();
  // a profile of its own: without one, what a page writes stays in memory
  const profile = mkdtempSync(join(tmpdir(), 'moe-scope-plan-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findBrowser(),
    chromiumSandbox: isSandboxed,
    args: quietFlags,
    viewport: { width: 1440, height: 900 },
  });
  try {
    return { moved: await exportLarge(context, server.url), ...(await sweepWide(context, server.url)) };
  } finally {
    await context.close();
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** @param {import('@playwright/test').BrowserContext} context @param {string} url */
async function sweepWide(context, url) {
  const page = await openPage(context, url);
  const wide = checkpointFile({
    name: 'bf16-wide.safetensors',
    dtype: 'BF16',
    tensors: wideTensors,
    layers: 94,
    bytes: 512 * wideTensors,
  });
  await open(page, wide);
  const shown = await longestTask(page, async () => {
    await page.getByRole('tab', { name: 'Pruning' }).click();
    await page.getByRole('button', { name: 'Cut weights' }).waitFor();
  });
  await page.getByRole('button', { name: 'Cut weights' }).click();
  await idle(page);
  /** @type {Swept[]} */
  const sweeps = [];
  const compared = page.getByRole('combobox', { name: 'Compared' });
  for (const label of await compared.getByRole('option').allInnerTexts()) {
    // rows need a reading of their own
    if (/neuron/i.test(label)) continue;
    await compared.selectOption({ label });
    await idle(page);
    sweeps.push(await sweep(page, label, page.getByRole('slider', { name: 'Weights kept', exact: true })));
  }
  await page.getByRole('button', { name: 'Remove action' }).first().click();
  await page.getByRole('button', { name: 'Remove experts' }).click();
  await page.getByRole('combobox', { name: 'Lowest first by' }).selectOption('weight-norm');
  await idle(page);
  sweeps.push(
    await sweep(page, 'Experts of each layer', page.getByRole('slider', { name: /^Experts kept/ })),
  );
  await page.close();
  return { shown, sweeps };
}

/**
 * From one end to the other, a step as soon as the one before it is painted.
 * @param {import('@playwright/test').Page} page
 * @param {string} name
 * @param {import('@playwright/test').Locator} slider
 * @returns {Promise<Swept>}
 */
async function sweep(page, name, slider) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? NaN;
  };
  const before = await worked();
  const { latency, tasks } = await slider.evaluate(async (input, positions) => {
    if (!(input instanceof HTMLInputElement)) throw new Error('no slider');
    const readout = [...document.querySelectorAll('tr')].find((row) =>
      row.textContent.startsWith('Mass kept'),
    );
    if (readout === undefined) throw new Error('no readout');
    /** @type {number[]} */
    const tasks = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    const property = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    /** @type {number[]} */
    const latency = [];
    const most = Number(input.max);
    for (let i = 0; i < positions; i++) {
      const next = String(Math.round((most * (i + 0.5)) / positions));
      if (next === input.value) continue;
      const changed = new Promise((resolve) => {
        const watching = new MutationObserver(() => {
          watching.disconnect();
          // the frame that has it, and the task after that
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(true);
            port2.postMessage(null);
          });
        });
        watching.observe(readout, { subtree: true, childList: true, characterData: true });
        // a step may change too little to be read
        setTimeout(() => resolve(false), 500);
      });
      const began = performance.now();
      property?.set?.call(input, next);
      input.dispatchEvent(new Event('input', { bubbles: true }));
      if (await changed) latency.push(performance.now() - began);
      await new Promise(requestAnimationFrame);
    }
    for (const { duration } of observer.takeRecords()) tasks.push(duration);
    observer.disconnect();
    return { latency, tasks };
  }, 60);
  const workedMs = (1000 * ((await worked()) - before)) / Math.max(1, latency.length);
  await session.detach();
  return { name, latency, workedMs, longest: Math.max(0, ...tasks) };
}

/** @param {import('@playwright/test').Page} page @param {() => Promise<unknown>} act */
async function longestTask(page, act) {
  const watch = await page.evaluateHandle(() => {
    /** @type {number[]} */
    const tasks = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ type: 'longtask' });
    return {
      end() {
        for (const { duration } of observer.takeRecords()) tasks.push(duration);
        observer.disconnect();
        return tasks;
      },
    };
  });
  await act();
  await idle(page);
  return Math.max(0, ...(await watch.evaluate((watching) => watching.end())));
}

/**
 * Reads all, then writes half of the experts' weights as zeros, and all as it is.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {string} url
 * @returns {Promise<Moved[]>}
 */
async function exportLarge(context, url) {
  const page = await openPage(context, url);
  await page.evaluate(() => {
    window.showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
  });
  const large = checkpointFile({ name: 'bf16-1k.safetensors', dtype: 'BF16', tensors: 1000, bytes: 2 * GiB });
  /** @type {Moved[]} */
  const moved = [];
  moved.push(await timed('read and scanned', () => open(page, large)));
  await page.getByRole('tab', { name: 'Pruning' }).click();
  await page.getByRole('button', { name: 'Cut weights' }).waitFor();
  await idle(page);
  moved.push(await timed('exported as it is', () => exportOnce(page, 'Choose a folder…')));
  moved.push(await timed('as a download', () => exportOnce(page, 'Download')));
  await page.getByRole('button', { name: 'Cut weights' }).click();
  await idle(page);
  moved.push(
    await timed('exported with half of the weights zero', () => exportOnce(page, 'Choose a folder…')),
  );
  await page.close();
  return moved;
}

/** @param {import('@playwright/test').Page} page @param {string} button */
async function exportOnce(page, button) {
  await page.getByRole('button', { name: 'Take the plan home' }).click();
  await page.getByRole('menuitem', { name: /^Pruned checkpoint/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog
    .getByText(/is written$|was handed to the browser$|could not be written/)
    .waitFor({ timeout: 120_000 });
  if (await dialog.getByText('could not be written').isVisible()) throw new Error(await dialog.innerText());
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('chosen', { recursive: true }).catch(() => undefined);
  });
}

/**
 * With the most memory that the page's process had of its own, as the kernel counts it.
 * @param {string} name
 * @param {() => Promise<unknown>} act
 * @returns {Promise<Moved>}
 */
async function timed(name, act) {
  const renderers = renderersOf();
  const ownKiB = () => Math.max(...renderers.map(privateKiB));
  const before = ownKiB();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, ownKiB())), 100);
  const began = performance.now();
  await act();
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  return { name, bytes: 2 * GiB, seconds, peakMiB: peak / 1024, grownMiB: (peak - before) / 1024 };
}

/** Processes of pages that this process started, however far down. */
function renderersOf() {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parentOf = new Map(
    all.map((pid) => [pid, Number(/^PPid:\s+(\d+)/m.exec(textOf(pid, 'status'))?.[1] ?? 0)]),
  );
  const isOwn = (/** @type {number} */ pid) => {
    for (let at = pid; at > 1; at = parentOf.get(at) ?? 0) if (at === process.pid) return true;
    return false;
  };
  return all.filter((pid) => textOf(pid, 'cmdline').includes('--type=renderer') && isOwn(pid));
}

/** @param {number} pid @param {string} file */
function textOf(pid, file) {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function privateKiB(pid) {
  return Number(/^RssAnon:\s+(\d+)/m.exec(textOf(pid, 'status'))?.[1] ?? 0);
}

/** @param {import('@playwright/test').BrowserContext} context @param {string} url */
async function openPage(context, url) {
  const page = await context.newPage();
  await page.goto(`${url}?testing`);
  await idle(page);
  return page;
}

/** @param {import('@playwright/test').Page} page @param {string} path */
async function open(page, path) {
  await page.getByTestId('file-input').first().setInputFiles(path);
  await page.getByRole('article').waitFor();
  await idle(page);
}

/** @param {import('@playwright/test').Page} page */
async function idle(page) {
  await page.evaluate(() => window.moeScopeIdle?.());
}
