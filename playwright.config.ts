import { defineConfig } from '@playwright/test';
import { isolatedHost, plainHost, urlOf } from './e2e/hosts.ts';
import { installedBrowser, isSandboxed, quietFlags } from './scripts/browser.mjs';

// Workers load this file again: what the first found or chose goes on to them in the environment.
process.env.CHROMIUM_PATH ??= installedBrowser() ?? '';

const start = 'node scripts/start.mjs --no-open';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  // Limits for what hangs, not for what is slow on a busy machine.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  globalTimeout: 12 * 60_000,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: urlOf(isolatedHost),
    // Recording one doubles the time of every test; `--trace on` has it when a failure needs looking into.
    trace: 'off',
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
    { command: start, url: urlOf(isolatedHost), env: { PORT: String(isolatedHost.port) } },
    {
      command: `${start} --plain --base ${plainHost.base}`,
      url: urlOf(plainHost),
      env: { PORT: String(plainHost.port) },
    },
  ],
});
