import { defineConfig } from '@playwright/test';
import { installedBrowser, isSandboxed, quietFlags } from './scripts/browser.mjs';

// Workers load this file again: what the first found or chose goes on to them in the environment.
process.env.CHROMIUM_PATH ??= installedBrowser() ?? '';
process.env.E2E_PORT ??= String(20_000 + (process.pid % 20_000));

const port = Number(process.env.E2E_PORT);
const start = 'node scripts/start.mjs --no-open';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  retries: 0,
  globalTimeout: 8 * 60_000,
  forbidOnly: process.env.CI !== undefined,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}/`,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      chromiumSandbox: isSandboxed,
      args: quietFlags,
    },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    {
      name: 'phone',
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
  ],
  webServer: [
    { command: start, port, env: { PORT: String(port) } },
    // Any static host: under a sub-path, and without the headers that threads need.
    { command: `${start} --plain --base /some/where/`, port: port + 1, env: { PORT: String(port + 1) } },
  ],
});
