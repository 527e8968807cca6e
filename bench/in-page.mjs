/** Builds a page that measures, as production does, and opens it in a browser; with threads, for it is isolated. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { findBrowser, isSandboxed, quietFlags } from '../scripts/browser.mjs';
import { root } from '../scripts/root.mjs';
import { servePage } from '../scripts/serve.mjs';
import { wasmThreads } from '../scripts/wasm-threads.mjs';

/** @returns {Promise<{ page: import('@playwright/test').Page, close: () => Promise<void> }>} */
export async function openMeasuringPage() {
  const folder = await mkdtemp(join(tmpdir(), 'moe-scope-in-page-'));
  await build({
    configFile: false,
    root: join(root, 'bench/in-page'),
    base: './',
    logLevel: 'error',
    worker: { format: 'es', plugins: () => [wasmThreads()] },
    build: { outDir: folder, target: 'es2023', chunkSizeWarningLimit: 4000 },
  });
  const server = await servePage({ folder });
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    chromiumSandbox: isSandboxed,
    args: quietFlags,
  });
  const page = await browser.newPage();
  await page.goto(server.url);
  return {
    page,
    close: async () => {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
