import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { findBrowser, installedBrowser } from './browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'moe-scope-test-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** Something that can be run, and says whether it could do its work. */
function program(name: string, exitCode: number): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexit ${exitCode}\n`, { mode: 0o755 });
  return path;
}

describe.runIf(process.platform === 'linux')('the browser (Linux)', () => {
  const broken = program('chromium', 1);
  const whole = program('google-chrome', 0);

  it('is the one that was chosen', async () => {
    vi.stubEnv('CHROMIUM_PATH', whole);
    expect(await findBrowser()).toBe(whole);
  });

  it('is no other when the chosen one does not start', () => {
    vi.stubEnv('CHROMIUM_PATH', broken);
    expect(() => installedBrowser()).toThrow(`CHROMIUM_PATH is ${broken}, which does not start`);
  });

  it('is the first on the path that starts', () => {
    vi.stubEnv('CHROMIUM_PATH', '');
    vi.stubEnv('PLAYWRIGHT_BROWSERS_PATH', folder);
    vi.stubEnv('PATH', ['/nowhere', folder].join(delimiter));
    expect(installedBrowser()).toBe(whole);
  });

  it('is none where there is none', () => {
    vi.stubEnv('CHROMIUM_PATH', '');
    vi.stubEnv('PLAYWRIGHT_BROWSERS_PATH', folder);
    vi.stubEnv('PATH', '/nowhere');
    expect(installedBrowser()).toBeNull();
  });
});
