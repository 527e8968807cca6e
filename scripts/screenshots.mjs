/** Takes the pictures of the README anew: `npm run screenshots`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, isSandboxed, quietFlags } from './browser.mjs';
import { ensureBuild } from './build.mjs';
import { explain } from './problem.mjs';
import { root } from './root.mjs';
import { servePage } from './serve.mjs';

const folder = join(root, 'docs/screenshots');
const themes = /** @type {const} */ (['light', 'dark']);

/** `shows` is there once the panel is: it is loaded when it is first shown. */
const pictures = [
  {
    name: 'curve',
    shows: 'Sparsity curve',
    fragment:
      '#v=1&src=sample.heavy-tailed&curves=0.experts,0.expert:0/0,0.expert:1/2/down,0.expert:2/3&cut=0.2&measure=gini',
  },
];

async function main() {
  await ensureBuild('page');
  mkdirSync(folder, { recursive: true });
  const server = await servePage({ port: 0 });
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    chromiumSandbox: isSandboxed,
    args: quietFlags,
  });
  for (const { name, shows, fragment } of pictures) {
    for (const theme of themes) {
      const page = await browser.newPage({
        viewport: { width: 1440, height: 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
      });
      await page.goto(`${server.url}?testing${fragment}`);
      await page.getByText(shows).first().waitFor();
      // Written as text: this file is checked as part of Node's world.
      await page.evaluate('window.moeScopeIdle()');
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`) });
      await page.close();
    }
  }
  await browser.close();
  await server.close();
}

await main().catch(explain);
