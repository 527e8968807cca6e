/** From the first page to a sample, a cell, the cut, the table and back, without a pointer. */
import type { Locator } from '@playwright/test';
import type { App } from './app.ts';
import { expect, test } from './test.ts';

/** More than there are stops on the page. */
const MOST_STOPS = 80;

/** Presses Tab until this has the focus. */
async function tabTo(app: App, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await app.page.keyboard.press(key);
  }
  throw new Error(`${MOST_STOPS} stops did not lead to ${String(target)}`);
}

test('a sample is opened, explored and left by keyboard alone', async ({ app }) => {
  const { page } = app;
  const press = (key: string) => page.keyboard.press(key);
  await app.visit();
  await tabTo(app, app.gallery.getByRole('button').first());
  await press('Enter');
  await app.idle();
  await expect(app.sources).toHaveCount(1);

  // the table of tensors and back
  await tabTo(app, page.getByRole('tab', { name: 'Sparsity curve' }));
  await press('ArrowRight');
  await press('Enter');
  await tabTo(app, page.getByRole('searchbox', { name: 'Search tensors' }));
  await page.keyboard.type('router');
  await app.idle();
  await tabTo(app, app.table.getByRole('columnheader', { name: 'Gini' }).getByRole('button'));
  await press('Enter');
  await tabTo(app, app.table.getByRole('cell').getByRole('button').first());
  await press('Space');
  await expect(page.getByText('Its curve is drawn.')).toBeVisible();
  await tabTo(app, page.getByRole('tab', { name: 'Tensors' }), 'Shift+Tab');
  await press('ArrowLeft');
  await press('Enter');
  await expect(app.legend.getByRole('listitem')).toHaveCount(2);

  // a cell of the matrix
  await tabTo(app, app.matrix);
  for (const key of ['ArrowRight', 'ArrowDown', 'Enter']) await press(key);
  await app.idle();
  expect((await app.chips()).at(-1)).toBe('Layer 1 · expert 1');

  // the cut, set and moved
  await tabTo(app, page.getByRole('button', { name: 'Keep half' }));
  await press('Enter');
  await tabTo(app, app.cut, 'Shift+Tab');
  await press('PageDown');
  await expect(app.cutField('Weights kept')).toHaveValue('45');

  // options, a menu, and what they leave behind
  await tabTo(app, page.getByRole('button', { name: 'Options' }), 'Shift+Tab');
  await press('Enter');
  await expect(page.getByRole('dialog', { name: 'Options of the curve' })).toBeVisible();
  await press('Escape');
  await expect(page.getByRole('button', { name: 'Options' })).toBeFocused();
  await tabTo(app, page.getByRole('button', { name: 'Export the curve' }));
  await press('Enter');
  const download = page.waitForEvent('download');
  await press('ArrowUp');
  await press('Enter');
  expect((await download).suggestedFilename()).toBe('sparsity-curve.json');
  await expect(page.getByRole('button', { name: 'Export the curve' })).toBeFocused();

  // and away
  await tabTo(app, app.sources.getByRole('button', { name: /^Close/ }), 'Shift+Tab');
  await press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
