/** Plans: a slider is moved and the figures follow, experts go and come back, and a link brings all of it again. */
import type { Page } from '@playwright/test';
import type { App } from './app.ts';
import { expect, test } from './test.ts';

/** After and change of a figure. */
async function figure(page: Page, name: string): Promise<string[]> {
  return page
    .getByRole('row', { name: new RegExp(`^${name}`) })
    .getByRole('cell')
    .allInnerTexts();
}

const figureNames = ['Parameters', 'Not zero', 'On disk', 'Active a token', 'Weights kept', 'Mass kept'];

async function figures(page: Page): Promise<string[][]> {
  return Promise.all(figureNames.map((name) => figure(page, name)));
}

async function openPanel(app: App): Promise<void> {
  await app.visit();
  await app.openSample(/Unequal experts/);
  await app.showTab('Pruning');
  // its code comes when it is first shown
  await expect(app.page.getByRole('group', { name: 'Plans', exact: true })).toBeVisible();
  await app.idle();
}

test('a plan is made, taken back and sent on @phone', async ({ app, page }) => {
  await openPanel(app);
  expect(await figure(page, 'Mass kept')).toEqual(['100.0 %', '±0 %']);

  await page.getByRole('button', { name: 'Cut weights' }).click();
  await app.idle();
  expect(await figure(page, 'Weights kept')).toEqual(['50.0 %', '−50.0 %']);
  const half = await figures(page);
  const slider = page.getByRole('slider', { name: 'Weights kept', exact: true });
  for (let step = 0; step < 20; step++) await slider.press('PageDown');
  await app.idle();
  expect(await figure(page, 'Weights kept')).toEqual(['30.0 %', '−70.0 %']);
  const cut = await figures(page);
  expect(cut).not.toEqual(half);
  // zeros are stored like any other number
  expect(cut[2]).toEqual(half[2]);

  await page.getByRole('button', { name: 'Remove experts' }).click();
  await page.getByRole('combobox', { name: 'Lowest first by' }).selectOption('weight-norm');
  await app.idle();
  const matrix = page.getByRole('application', { name: /^What the plan keeps/ });
  await expect(matrix).toHaveAccessibleName(/8 removed of 32/);
  const pruned = await figures(page);
  expect(pruned[0]![1]).toMatch(/^−2\d\.\d %$/);

  // the choice of the criterion, the action, and all steps of the slider at once
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await undo.click();
  await undo.click();
  await app.idle();
  await expect(matrix).toHaveAccessibleName(/ 0 removed of 32/);
  expect(await figures(page)).toEqual(cut);
  await undo.click();
  await app.idle();
  expect(await figures(page)).toEqual(half);
  const redo = page.getByRole('button', { name: 'Redo', exact: true });
  for (let step = 0; step < 3; step++) await redo.click();
  await app.idle();
  expect(await figures(page)).toEqual(pruned);

  await page.getByRole('button', { name: 'Copy plan' }).click();
  await page.getByRole('button', { name: 'Remove action' }).first().click();
  await app.idle();
  const compared = page.getByRole('group', { name: 'Comparison of plans' });
  const shown = await compared.getByRole('cell').allInnerTexts();
  const link = await app.fragment();
  await page.goto('about:blank');
  await app.visit(link);
  await expect(compared).toBeVisible();
  await app.idle();
  expect(await compared.getByRole('cell').allInnerTexts()).toEqual(shown);
  await expect(matrix).toHaveAccessibleName(/8 removed of 32/);
  expect(await app.fragment()).toBe(link);
});

test('a criterion that lacks something says what, and nothing is taken', async ({ app, page }) => {
  await openPanel(app);
  await page.getByRole('button', { name: 'Remove experts' }).click();
  await page.getByRole('combobox', { name: 'Lowest first by' }).selectOption('reap');
  await app.idle();
  const action = page.getByRole('region', { name: /^Action 1/ });
  await expect(action.getByText('REAP can’t be told')).toBeVisible();
  await expect(action.getByText('No trace is open.')).toBeVisible();
  expect(await figure(page, 'Parameters')).toContain('±0 %');
});

test('weights are read in their order for a pattern, once for all sliders', async ({ app, page }) => {
  await openPanel(app);
  await page.getByRole('button', { name: 'Cut weights' }).click();
  await page.getByRole('radio', { name: 'N:M' }).check();
  await expect(page.getByText('The order of the weights is not known yet')).toBeVisible();
  expect(await figure(page, 'Mass kept')).toEqual(['100.0 %', '±0 %']);

  const read = page.getByRole('button', { name: 'Read the weights in their order' });
  await read.click();
  await app.idle();
  await expect(read).toBeHidden();
  expect(await figure(page, 'Weights kept')).toEqual(['50.0 %', '−50.0 %']);
  const [mass] = await figure(page, 'Mass kept');

  await page.getByRole('combobox', { name: 'Pattern' }).selectOption('4:8');
  await app.idle();
  expect(await figure(page, 'Weights kept')).toEqual(['50.0 %', '−50.0 %']);
  // coarser groups lose fewer large weights
  expect(Number.parseFloat((await figure(page, 'Mass kept'))[0]!)).toBeGreaterThan(Number.parseFloat(mass!));

  await page.getByRole('radio', { name: 'Weights', exact: true }).check();
  await page.getByRole('combobox', { name: 'Compared' }).selectOption('Each neuron for itself');
  await app.idle();
  await expect(page.getByRole('heading', { name: /of each neuron’s weights/ })).toBeVisible();
  await expect(read).toBeHidden();
  expect(await figure(page, 'Weights kept')).toEqual(['50.0 %', '−50.0 %']);

  await page.getByRole('combobox', { name: 'Largest by' }).selectOption('Wanda: magnitude × input');
  await app.idle();
  await expect(page.getByText('Wanda needs what goes into the experts')).toBeVisible();
  await expect(read).toBeHidden();
});
