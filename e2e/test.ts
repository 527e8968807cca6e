/** What every journey starts with: the page, and an ear for what its console complains of. */
import { mkdirSync } from 'node:fs';
import { expect, test as base } from '@playwright/test';
import { App } from './app.ts';

export const test = base.extend<{ readonly app: App }>({
  app: async ({ page, hasTouch }, provide) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await provide(new App(page, { hasTouch }));
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** An empty folder of this test, gone with its results. */
export function ownFolder(name = 'files'): string {
  const path = test.info().outputPath(name);
  mkdirSync(path, { recursive: true });
  return path;
}
