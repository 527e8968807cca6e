import { gzipSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { firstLoadBudget } from '../scripts/first-load.mjs';
import { isolatedHost, plainHost, urlOf } from './hosts.ts';

/** Loads the page and gathers what it fetched, and complained of, until it has nothing more to fetch. */
async function load(page: Page, url: string) {
  const complaints: string[] = [];
  const bodies: Promise<[string, Buffer]>[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('response', (response) => {
    bodies.push(response.body().then((body) => [response.url(), body]));
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  return { complaints, files: new Map(await Promise.all(bodies)) };
}

for (const [name, host, isIsolated] of [
  ['as npm start serves it, with threads', isolatedHost, true],
  ['under a sub-path of a host without special headers', plainHost, false],
] as const) {
  test(`opens ${name} @phone`, async ({ page }) => {
    const { complaints } = await load(page, urlOf(host));
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isIsolated);
    await expect(page).toHaveTitle(/MoE Scope/);
    await expect(page.getByRole('main')).toBeVisible();
  });
}

test('loads no more than its budget before a person acts, and only from its own host', async ({ page }) => {
  const url = urlOf(plainHost);
  const { files } = await load(page, url);
  expect([...files.keys()].filter((address) => !address.startsWith(url))).toEqual([]);
  const weights = [...files.values()].map((body) => gzipSync(body).length);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(firstLoadBudget);
});
