/** The lesson of training here: a gate that nothing balances leaves experts without work, and balancing cures it. */
import { formatRecipe } from '../src/core/recipe-text.ts';
import { collapsedMnist } from '../src/training/presets/collapsed-mnist.ts';
import { expect, test } from './test.ts';

test('a gate that nothing balances collapses, is told so, and is cured by the press that is offered', async ({
  app,
}) => {
  // twice an epoch of MNIST on two busy cores
  test.setTimeout(180_000);
  const { recipe } = collapsedMnist.rows[0]!;
  const link = `#v=1&panel=train&recipe=${encodeURIComponent(formatRecipe({ ...recipe, epochs: 1 }))}`;
  await app.visit(link);
  await app.page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(app.trainedRuns).toHaveCount(1, { timeout: 80_000 });
  await app.idle();
  await expect(app.page.getByText(/ of 8 experts gets? .*: the gate has collapsed/)).toBeVisible();

  await app.page.getByRole('button', { name: 'Train again with balancing' }).click();
  await expect(app.trainedRuns).toHaveCount(2, { timeout: 80_000 });
  await app.idle();
  await expect(app.page.getByText(/^All experts work/)).toBeVisible();
});
