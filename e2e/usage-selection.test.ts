/** What is picked out of a trace is picked in every panel, and in the link. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cellBox, layOutMatrix } from '../src/charts/expert-matrix.ts';
import type { App } from './app.ts';
import { mixtral, writeSingle } from './models.ts';
import { expect, ownFolder, test } from './test.ts';

const size = { layers: 2, experts: 8 };

/** Expert e is chosen first by e + 1 of 36 tokens; layer 1 is the other way round. */
async function writeTrace(folder: string): Promise<string> {
  const firsts = Array.from({ length: 36 }, (_, token) => Math.ceil(Math.sqrt(2 * token + 2.25) - 0.5) - 1);
  const lines = firsts.flatMap((first, token) => [
    { layer: 0, token, experts: [first, (first + 1) % size.experts] },
    { layer: 1, token, experts: [7 - first, (14 - first) % size.experts] },
  ]);
  const path = join(folder, 'routing.jsonl');
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

async function openBoth(app: App): Promise<void> {
  const folder = ownFolder();
  const model = await writeSingle(folder, mixtral({ layers: size.layers, experts: size.experts }));
  await app.visit();
  await app.drop(model, await writeTrace(folder));
  await app.idle();
  await app.showTab('Usage');
  await app.idle();
}

test('an expert that is picked in one chart is picked in all, and drawn as a curve @phone', async ({
  app,
  page,
}) => {
  await openBoth(app);
  const matrix = page.getByRole('application', { name: /^Usage: layers by experts/ });
  await matrix.scrollIntoViewIfNeeded();
  const width = await matrix.evaluate((element) => element.parentElement!.clientWidth);
  const names = (count: number) => Array.from({ length: count }, (_, i) => String(i));
  const layout = layOutMatrix({
    width,
    rowLabels: names(size.layers),
    columnLabels: names(size.experts),
  });
  const cell = cellBox(layout, size.experts + 5);
  await matrix.click({ position: { x: cell.x + cell.width / 2, y: cell.y + cell.height / 2 } });
  await app.idle();

  const bar = page.getByRole('group', { name: 'Selection' });
  await expect(bar).toContainText('Layer 1 · expert 5');
  expect(await app.sentenceOf(/^Load of layer 1/)).toContain('12.5 % would be even');
  expect(await app.fragment()).toMatch(/&sel=1\.5$/);

  await bar.getByRole('button', { name: 'Draw selection as curve' }).click();
  await page.getByRole('button', { name: 'Show curves' }).click();
  await app.idle();
  expect(await app.chips()).toEqual(['All experts', 'Layer 1 · expert 5']);

  await app.showTab('Usage');
  await bar.getByRole('button', { name: 'Clear' }).click();
  await app.idle();
  expect(await app.fragment()).not.toContain('sel=');
});

test('a brush over weights and usage picks the experts under it', async ({ app, page }) => {
  await openBoth(app);
  const plot = page.getByRole('img', { name: /of 16 experts against Share of choices/ });
  await plot.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = (await plot.boundingBox())!;
  await app.drag({ x: box.x + 64, y: box.y + 12 }, { x: box.x + box.width - 16, y: box.y + box.height - 44 });
  await app.idle();
  const bar = page.getByRole('group', { name: 'Selection' });
  await expect(bar).toContainText('Layer 0 · 8 experts');
  await expect(bar).toContainText('Layer 1 · 8 experts');
  expect(await app.fragment()).toMatch(/&sel=0\.0-7,1\.0-7$/);
});

test('the number of a layer shows that layer', async ({ app, page }) => {
  await openBoth(app);
  expect(await app.sentenceOf(/^Load of layer/)).toMatch(/^Load of layer 0: expert 7 gets most/);
  const bar = page.getByRole('group', { name: 'Selection' });
  await bar.getByRole('combobox', { name: 'Layer', exact: true }).selectOption('Layer 1');
  await app.idle();
  expect(await app.sentenceOf(/^Load of layer/)).toMatch(/^Load of layer 1: expert 0 gets most/);
});
