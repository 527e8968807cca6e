/** Layers × experts: each cell is coloured by a measure, and its curve is drawn when it is chosen. */
import { mixtral, valuesOf, writeSingle, type Draw } from './models.ts';
import { Ranked } from './ranked.ts';
import type { App } from './app.ts';
import { expect, ownFolder, test } from './test.ts';

const size = { rows: 3, columns: 8 };

/** The farther to the lower right, the heavier the tails. */
const slanted: Draw = (random, { layer, expert }) =>
  0.02 * random.normal() * Math.exp(0.1 * (layer + 1 + expert) * random.normal());

const model = mixtral({ layers: size.rows, experts: size.columns, draw: slanted });

function expertValues(layer: number, expert: number, projection = ''): Ranked {
  return new Ranked(valuesOf(model, `layers.${layer}.`, `experts.${expert}.${projection}`));
}

async function openModel(app: App): Promise<void> {
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
}

async function pointAt(app: App, layer: number, expert: number): Promise<void> {
  const { x, y } = await app.cellPlace(layer, expert, size);
  await app.page.mouse.move(x, y);
}

async function choose(app: App, layer: number, expert: number): Promise<void> {
  const { x, y } = await app.cellPlace(layer, expert, size);
  await app.page.mouse.click(x, y);
  await app.idle();
}

/** The value after these words, of the cell under the pointer. It comes of a compact sketch: within 0.1 % of the truth. */
async function valueTold(app: App, words: string): Promise<number> {
  await expect(app.matrix).toContainText(words);
  return Number.parseFloat((await app.matrix.innerText()).split(words)[1]!);
}

test('a cell tells its measure under the pointer', async ({ app }) => {
  await openModel(app);
  for (const [layer, expert] of [
    [0, 0],
    [2, 7],
    [1, 3],
  ] as const) {
    await pointAt(app, layer, expert);
    const gini = await valueTold(app, `Layer ${layer} · expert ${expert}: Gini coefficient `);
    expect(gini).toBeCloseTo(expertValues(layer, expert).gini, 3);
  }
});

test('a chosen cell draws its curve, chosen again it goes @phone', async ({ app }) => {
  await openModel(app);
  await choose(app, 1, 5);
  expect(await app.chips()).toEqual(['All experts', 'Layer 1 · expert 5']);
  const { knee } = expertValues(1, 5);
  expect(await app.sentence()).toMatch(
    new RegExp(`Layer 1 · expert 5: .* knee at ${(100 * knee).toFixed(1)} %`),
  );
  await choose(app, 1, 5);
  expect(await app.chips()).toEqual(['All experts']);
});

test('the matrix is walked by keyboard, each cell told as it is reached', async ({ app }) => {
  await openModel(app);
  await app.matrix.focus();
  const said = async (words: string) =>
    expect(app.matrix).toHaveAccessibleName(new RegExp(words.replaceAll('.', '\\.')));
  await said('Layer 0 · expert 0: Gini coefficient 0.4');
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await app.page.keyboard.press(key);
  await said('Layer 1 · expert 2: Gini coefficient 0');
  await app.page.keyboard.press('End');
  await said('Layer 1 · expert 7');
  await app.page.keyboard.press('Enter');
  await app.idle();
  expect(await app.chips()).toEqual(['All experts', 'Layer 1 · expert 7']);
});

test('a label draws a whole row or column', async ({ app }) => {
  await openModel(app);
  const cell = await app.cellPlace(2, 4, size);
  const matrix = (await app.matrix.boundingBox())!;
  await app.page.mouse.click(matrix.x + 10, cell.y);
  await app.page.mouse.click(cell.x, matrix.y + 8);
  await app.idle();
  expect(await app.chips()).toEqual(['All experts', 'Layer 2 · all experts', 'All layers · expert 4']);
});

test('one projection alone colours the cells and makes the curves', async ({ app }) => {
  await openModel(app);
  await app.page.getByRole('combobox', { name: 'Projection' }).selectOption('down');
  await app.idle();
  await pointAt(app, 2, 6);
  const down = expertValues(2, 6, 'w2');
  expect(await valueTold(app, 'Layer 2 · expert 6: Gini coefficient ')).toBeCloseTo(down.gini, 3);
  await choose(app, 2, 6);
  expect(await app.chips()).toEqual(['All experts', 'Layer 2 · expert 6 · down']);
  expect((await app.figures('Parameters'))[0]).toBe(down.count.toLocaleString('en-US'));
});

test('cells are coloured by any measure, or by what the cut leaves of them', async ({ app }) => {
  await openModel(app);
  const colouring = app.page.getByRole('combobox', { name: 'Coloured by' });
  await expect(colouring.getByRole('option', { name: 'Weights kept at the cut' })).toBeDisabled();
  await colouring.selectOption('Kept fraction at the knee');
  await app.idle();
  await pointAt(app, 0, 1);
  const knee = await valueTold(app, 'Layer 0 · expert 1: Kept fraction at the knee ');
  expect(knee / 100).toBeCloseTo(expertValues(0, 1).knee, 2);

  await app.page.getByRole('button', { name: 'Keep half' }).click();
  await app.page.getByRole('button', { name: 'Show on the matrix' }).click();
  const threshold = new Ranked(valuesOf(model, 'experts.')).magnitudeAt(0.5);
  for (const [layer, expert] of [
    [0, 0],
    [2, 7],
  ] as const) {
    await pointAt(app, layer, expert);
    const kept = await valueTold(app, `Layer ${layer} · expert ${expert}: Weights kept at the cut `);
    expect(kept / 100).toBeCloseTo(expertValues(layer, expert).keptFrom(threshold), 2);
  }
});

test('eight curves are drawn, the ninth is refused, and a removed one makes room', async ({ app }) => {
  await openModel(app);
  for (let expert = 0; expert < 7; expert++) await choose(app, 0, expert);
  await expect(app.legend.getByRole('listitem')).toHaveCount(8);
  await choose(app, 1, 0);
  await expect(app.page.getByText('Eight curves are the most that can be told apart.')).toBeVisible();
  await expect(app.legend.getByRole('listitem')).toHaveCount(8);

  await app.removeCurve('Layer 0 · expert 3');
  await choose(app, 1, 0);
  const labels = await app.chips();
  expect(labels).toHaveLength(8);
  expect(labels[4]).toBe('Layer 1 · expert 0');
});

test('the chip of a curve makes it the one that is read', async ({ app }) => {
  await openModel(app);
  await choose(app, 2, 7);
  await expect(app.chip('Layer 2 · expert 7')).toHaveAttribute('aria-pressed', 'true');
  const gini = async () => (await app.figures('Gini coefficient'))[0];
  expect(await gini()).toBe(String(Number(expertValues(2, 7).gini.toPrecision(4))));
  await app.chip('All experts').click();
  const all = new Ranked(valuesOf(model, 'experts.'));
  expect(await gini()).toBe(String(Number(all.gini.toPrecision(4))));
});
