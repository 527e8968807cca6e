/** What plans really cost: a model is trained, pruned by two criteria, measured, trained on, taken home and opened again. */
import type { Locator, Page } from '@playwright/test';
import { join } from 'node:path';
import type { App } from './app.ts';
import { expect, ownFolder, test } from './test.ts';

/** Drawn, not read, and small: a second of training. */
const small = '#v=1&panel=train&recipe=data:clusters/experts:mlp(count:4,hidden:16)/epochs:3/batch:50';

async function trainAndOpen(app: App): Promise<void> {
  await app.visit(small);
  await app.page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(app.trainedRuns).toHaveCount(1, { timeout: 45_000 });
  await app.page.getByRole('button', { name: 'Open as checkpoint' }).click();
  await app.idle();
}

async function showPlans(app: App): Promise<void> {
  await app.showTab('Pruning');
  await expect(app.page.getByRole('group', { name: 'Plans', exact: true })).toBeVisible();
  await app.idle();
}

function measuredCard(page: Page): Locator {
  return page.getByRole('region', { name: 'What it really costs' });
}

/** Waits until the plan that is shown was measured on all of the test split. */
async function untilMeasured(page: Page): Promise<void> {
  await expect(measuredCard(page).getByText('whole test split')).toBeVisible({ timeout: 30_000 });
}

/** Cells of a row, in the card of that name. */
async function cells(page: Page, card: string, row: string): Promise<string[]> {
  return page
    .getByRole('region', { name: card, exact: true })
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .getByRole('cell')
    .allInnerTexts();
}

/** "1.82k" as a number, after the plan. */
async function count(page: Page, row: string): Promise<number> {
  const [text = ''] = await cells(page, 'What it costs', row);
  return Number.parseFloat(text) * (text.endsWith('k') ? 1000 : 1);
}

async function takeHome(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Take the plan home' }).click();
  await page.getByRole('menuitem', { name: /^Pruned checkpoint/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Pruned checkpoint' });
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download', exact: true }).click();
  const path = join(ownFolder('home'), (await download).suggestedFilename());
  await (await download).saveAs(path);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  return path;
}

test('a model is trained, pruned by two criteria, measured, trained on, taken home and found again', async ({
  app,
  page,
}) => {
  test.setTimeout(150_000);
  await trainAndOpen(app);
  await showPlans(app);

  // by magnitude
  await page.getByRole('button', { name: 'Cut weights' }).click();
  await page.getByRole('spinbutton', { name: /^Weights kept/ }).fill('10');
  await page.getByRole('spinbutton', { name: /^Weights kept/ }).press('Enter');
  await app.idle();
  expect(await cells(page, 'What it costs', 'Weights kept')).toEqual(['10.0 %', '−90.0 %']);
  await untilMeasured(page);
  const [after, before] = await cells(page, 'What it really costs', 'Accuracy');
  expect(before).toMatch(/%$/);
  expect(after).not.toBe(before);
  const curve = page.getByRole('img', { name: /^Accuracy against the share of planned weights removed/ });
  await expect(curve).toHaveAccessibleName(/at the end .* with 99\.0 % removed/, { timeout: 30_000 });
  await expect(curve).toHaveAccessibleName(new RegExp(`Plan 1: as planned .* with 90\\.0 % removed`));

  // by a criterion of experts, beside it
  await page.getByRole('button', { name: 'New plan' }).click();
  await page.getByRole('button', { name: 'Remove experts' }).click();
  await page.getByRole('combobox', { name: 'Lowest first by' }).selectOption('weight-norm');
  await app.idle();
  const compared = measuredCard(page).getByRole('group', { name: 'Measured costs of plans' });
  await untilMeasured(page);
  const accuracies = await compared
    .getByRole('row', { name: /^Accuracy/ })
    .getByRole('cell')
    .allInnerTexts();
  expect(accuracies.slice(0, 2)).toEqual([before, after]);
  expect(accuracies).toHaveLength(3);
  await expect(curve).toHaveAccessibleName(/Plan 2: as planned/);

  // trained on, from the first plan
  await page.getByRole('button', { name: 'Plan 1' }).click();
  await app.idle();
  const card = page.getByRole('region', { name: 'Train it on' });
  await card.getByRole('spinbutton', { name: 'Epochs' }).fill('3');
  await card.getByRole('button', { name: 'Train on', exact: true }).click();
  const mended = card.getByRole('list', { name: 'Trained on after pruning' }).getByRole('listitem');
  await expect(mended.getByRole('button', { name: 'Open as checkpoint' })).toBeVisible({ timeout: 60_000 });
  const accuracyOf = async (row: string) =>
    Number.parseFloat(
      await mended
        .getByRole('row', { name: row, exact: false })
        .first()
        .getByRole('cell')
        .first()
        .innerText(),
    );
  expect(await accuracyOf('Pruned and trained on')).toBeGreaterThan(Number.parseFloat(after!));

  // and the pruned model itself goes home, and comes back as it was foretold
  const foretold = { parameters: await count(page, 'Parameters'), nonZero: await count(page, 'Not zero') };
  const path = await takeHome(page);
  await app.visit();
  await app.drop(path);
  await app.idle();
  // nine tenths are zeros
  expect(await app.sentence()).toMatch(/the largest 10 % of weights hold 100\.0 % of the mass/);
  await showPlans(app);
  expect(await count(page, 'Parameters')).toBe(foretold.parameters);
  // bounded: the threshold lies between two edges of the sketch
  expect((await count(page, 'Not zero')) / foretold.nonZero).toBeCloseTo(1, 1);
  await untilMeasured(page);
  expect((await cells(page, 'What it really costs', 'Accuracy'))[1]).toBe(after);
});

test('a checkpoint that nothing here can run says why it is not measured, and leads to one that can be', async ({
  app,
  page,
}) => {
  await app.visit();
  await app.openSample(/Unequal experts/);
  await showPlans(app);
  const card = page.getByRole('region', { name: 'Measured', exact: true });
  await expect(card.getByText('This checkpoint can’t be measured here')).toBeVisible();
  await expect(card.getByText(/only models that were trained here/)).toBeVisible();
  await card.getByRole('button', { name: 'Train a small model' }).click();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeVisible();
});
