/** Reading the weights: shown while it goes on, stopped at once, resumed, or left at a sample. */
import { appendFile, unlink } from 'node:fs/promises';
import type { App } from './app.ts';
import { heavyTailed, mixtral, valuesOf, writeSingle, writeVast } from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, ownFolder, test } from './test.ts';

const GIB = 2 ** 30;

/** Large enough that blocks of its matrices are a sample. */
const model = mixtral({ hidden: 256, inner: 512, draw: heavyTailed });

/** More than any machine reads while a test runs. */
async function openVast(app: App): Promise<string> {
  const path = await writeVast(ownFolder(), model, 512 * GIB);
  await app.visit();
  await app.pick(path);
  return path;
}

/** Share of mass of the largest tenth, as the chart's sentence has it: of an estimate, about that. */
async function shareTold(app: App): Promise<{ share: number; isEstimate: boolean }> {
  await expect(app.chart).toHaveAccessibleName(/of the mass/);
  const [, about, share] = /hold (about )?([\d.]+) %/.exec(await app.sentence())!;
  return { share: Number(share) / 100, isEstimate: about !== undefined };
}

test('a picture stands while the weights are read, labelled as an estimate @phone', async ({ app }) => {
  await openVast(app);
  const bar = app.source('vast').getByRole('progressbar', { name: 'Reading the weights' });
  await expect(bar).toBeVisible();
  await expect(app.source('vast')).toContainText(/[\d.]+ [kMG]B of 550 GB · [\d.]+ [kMG]B\/s · .+ left/);
  await expect(app.chip('All experts estimate')).toBeVisible();
  const { share, isEstimate } = await shareTold(app);
  expect(isEstimate).toBe(true);
  expect(share).toBeCloseTo(new Ranked(valuesOf(model, 'experts.')).massAt(0.1), 1);
  await expect(app.matrix).toBeVisible();
  await app.source('vast').getByRole('button', { name: 'Cancel' }).click();
});

test('cancelling stops the reading at once, and what was seen stays', async ({ app }) => {
  await openVast(app);
  await expect(app.chip('All experts estimate')).toBeVisible();
  await app.source('vast').getByRole('button', { name: 'Cancel' }).click();
  await expect(app.source('vast')).toContainText(
    /Stopped after [\d.]+ % of the weights; figures are estimates/,
  );
  expect((await shareTold(app)).isEstimate).toBe(true);

  // one scan at a time uses the whole machine, so another ends only because the first has stopped
  const other = mixtral({ seed: 2 });
  await app.open(await writeSingle(ownFolder(), other, 'other'));
  const share = (100 * new Ranked(valuesOf(other, 'experts.')).massAt(0.1)).toFixed(1);
  expect(await app.sentence()).toContain(`other: All experts: the largest 10 % of weights hold ${share} %`);

  await app.source('vast').getByRole('button', { name: 'Read all weights' }).click();
  await expect(app.source('vast').getByRole('progressbar')).toBeVisible();
  await app.source('vast').getByRole('button', { name: 'Cancel' }).click();
});

test('a reading taken up again ends with the exact curve', async ({ app }) => {
  test.slow();
  const path = await writeVast(ownFolder(), model, 3 * GIB);
  await app.visit();
  await app.pick(path);
  await app.source('vast').getByRole('button', { name: 'Cancel' }).click();
  await expect(app.source('vast')).toContainText('Stopped after');
  await app.source('vast').getByRole('button', { name: 'Read all weights' }).click();
  await app.idle();
  const { share, isEstimate } = await shareTold(app);
  expect(isEstimate).toBe(false);
  expect(share).toBeCloseTo(new Ranked(valuesOf(model, 'experts.')).massAt(0.1), 3);
  expect(await app.chips()).toEqual(['All experts']);
});

test('stopped at a sample, the curve is an estimate from every tensor', async ({ app }) => {
  await openVast(app);
  await app.source('vast').getByRole('button', { name: 'Stop at a sample' }).click();
  await app.idle();
  await expect(app.source('vast')).toContainText('Estimate from a sample of every tensor.');
  await expect(app.chip('All experts estimate')).toBeVisible();
  const { share, isEstimate } = await shareTold(app);
  expect(isEstimate).toBe(true);
  expect(share).toBeCloseTo(new Ranked(valuesOf(model, 'experts.')).massAt(0.1), 1);
  expect((await app.figures('Gini coefficient'))[0]).toMatch(/^≈ /);
});

test('closing a checkpoint ends its reading', async ({ app }) => {
  await openVast(app);
  await app.source('vast').getByRole('button', { name: 'Close vast' }).click();
  await app.idle();
  await app.open(await writeSingle(ownFolder(), mixtral(), 'other'));
  expect(await app.chips()).toEqual(['All experts']);
});

test('a file that changes while it is read is told, and what was seen stays', async ({ app }) => {
  const path = await openVast(app);
  await expect(app.chip('All experts estimate')).toBeVisible();
  await appendFile(path, 'more');
  const alert = app.source('vast').getByRole('alert');
  await expect(alert).toContainText('The file changed while it was read');
  await expect(alert.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(await app.facts('vast')).toContain('4 experts');
});

test('a file that disappears while it is read is told', async ({ app }) => {
  const path = await openVast(app);
  await expect(app.chip('All experts estimate')).toBeVisible();
  await unlink(path);
  await expect(app.source('vast').getByRole('alert')).toContainText('The file can’t be read');
  await app.open(await writeSingle(ownFolder(), mixtral(), 'other'));
  expect(await app.facts('other')).toContain('4 experts');
});
