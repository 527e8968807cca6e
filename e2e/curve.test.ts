/** The curve says what sorting and summing up the written weights says. */
import { heavyTailed, halfPruned, mixtral, valuesOf, writeSingle, type Model } from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, ownFolder, test } from './test.ts';
import type { App } from './app.ts';

function percent(fraction: number, decimals = 1): string {
  return `${(100 * fraction).toFixed(decimals)} %`;
}

/** What must be read at a kept fraction. */
function pointSentence(ranked: Ranked, kept: number): string {
  const magnitude = Number(ranked.magnitudeAt(kept).toPrecision(3));
  return `the largest ${percent(kept)} of weights hold ${percent(ranked.massAt(kept))} of the mass; |w| ≥ ${magnitude}`;
}

async function openModel(app: App, model: Model): Promise<void> {
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
}

test('a cut by number reads the exact curve: kept, threshold, mass and energy', async ({ app }) => {
  const model = mixtral({ draw: heavyTailed });
  const ranked = new Ranked(valuesOf(model, 'experts.'));
  await openModel(app, model);
  await app.page.getByRole('button', { name: 'Keep half' }).click();
  for (const kept of [0.5, 0.12, 0.87]) {
    await app.cutField('Weights kept').fill(String(100 * kept));
    await expect(app.cut).toHaveAttribute(
      'aria-valuetext',
      `${percent(kept)} kept: ${pointSentence(ranked, kept)}`,
    );
    await expect(app.cutField('Threshold |w| ≥')).toHaveValue(
      String(Number(ranked.magnitudeAt(kept).toPrecision(4))),
    );
    await expect(app.cutField('Mass kept')).toHaveValue(asPercent(ranked.massAt(kept)));
    await expect(app.cutField('Energy kept')).toHaveValue(asPercent(ranked.energyAt(kept)));
  }
});

function asPercent(fraction: number): string {
  return String(Number((100 * fraction).toFixed(3)));
}

test('a cut by threshold, mass or energy keeps what belongs to it', async ({ app }) => {
  const model = mixtral({ draw: heavyTailed });
  const ranked = new Ranked(valuesOf(model, 'experts.'));
  await openModel(app, model);
  await app.page.getByRole('button', { name: 'Keep half' }).click();
  const kept = async () => Number(await app.cutField('Weights kept').inputValue()) / 100;

  await app.cutField('Mass kept').fill('80');
  expect(await kept()).toBeCloseTo(ranked.neededFor(0.8), 4);
  await app.cutField('Threshold |w| ≥').fill('0.02');
  expect(await kept()).toBeCloseTo(ranked.keptFrom(0.02), 4);
  await app.cutField('Energy kept').fill('90');
  expect(ranked.energyAt(await kept())).toBeCloseTo(0.9, 4);
});

test('the pointer reads the curve where it is, and drags the cut along it @phone', async ({
  app,
  hasTouch,
}) => {
  const model = mixtral({ draw: heavyTailed });
  const ranked = new Ranked(valuesOf(model, 'experts.'));
  await openModel(app, model);
  await app.page.getByRole('button', { name: 'Keep half' }).click();
  await app.cutField('Weights kept').fill('12');
  const grip = await app.gripPlace();
  if (!hasTouch) {
    await app.page.mouse.move(grip.x, grip.y);
    await expect(app.reading).toBeVisible();
    const words = /^The largest ([\d.]+) % of weights hold ([\d.]+) % of the mass; \|w\| ≥ ([\d.]+)$/;
    const [, kept, mass, magnitude] = words.exec(await app.reading.innerText())!.map(Number);
    // a pixel is about a tenth of a percent wide
    expect(Math.abs(kept! - 12)).toBeLessThanOrEqual(0.15);
    expect(mass! / 100).toBeGreaterThanOrEqual(ranked.massAt(kept! / 100 - 0.0005) - 0.0005);
    expect(mass! / 100).toBeLessThanOrEqual(ranked.massAt(kept! / 100 + 0.0005) + 0.0005);
    expect(magnitude).toBeLessThanOrEqual(1.005 * ranked.magnitudeAt(kept! / 100 - 0.0005));
    expect(magnitude).toBeGreaterThanOrEqual(0.995 * ranked.magnitudeAt(kept! / 100 + 0.0005));
  }

  const chart = (await app.chart.boundingBox())!;
  await app.drag(grip, { x: chart.x + chart.width / 2, y: grip.y });
  await expect(app.cutField('Weights kept')).not.toHaveValue('12');
  const moved = Number(await app.cutField('Weights kept').inputValue()) / 100;
  expect(moved).toBeGreaterThan(0.35);
  expect(moved).toBeLessThan(0.65);
  expect(Number(await app.cutField('Mass kept').inputValue()) / 100).toBeCloseTo(ranked.massAt(moved), 4);
});

test('the cut is moved by keyboard, and taken away', async ({ app }) => {
  await openModel(app, mixtral());
  await app.page.getByRole('button', { name: 'Keep half' }).click();
  await app.cut.focus();
  const press = async (key: string, value: string) => {
    await app.page.keyboard.press(key);
    await expect(app.cutField('Weights kept')).toHaveValue(value);
  };
  await press('ArrowRight', '50.1');
  await press('Shift+ArrowLeft', '49.1');
  await press('PageUp', '54.1');
  await press('End', '100');
  await press('Home', '0');
  await app.page.keyboard.press('Delete');
  await expect(app.cut).toBeHidden();
});

test('measures and landmarks are those of the sorted weights', async ({ app }) => {
  const model = mixtral({ draw: heavyTailed });
  const ranked = new Ranked(valuesOf(model, 'experts.'));
  await openModel(app, model);
  expect((await app.figures('Parameters'))[0]).toBe(ranked.count.toLocaleString('en-US'));
  expect((await app.figures('Gini coefficient'))[0]).toBe(String(Number(ranked.gini.toPrecision(4))));
  expect(await app.figures('Knee Explain Knee')).toEqual([
    percent(ranked.knee),
    percent(ranked.massAt(ranked.knee)),
  ]);
  for (const share of [0.5, 0.8, 0.9, 0.95, 0.99]) {
    const [mass] = await app.figures(new RegExp(`^${100 * share} %$`));
    expect(mass).toBe(percent(ranked.neededFor(share)));
  }
});

test('zeros count or not, as one chooses', async ({ app }) => {
  const model = mixtral({ draw: halfPruned });
  const values = valuesOf(model, 'experts.');
  const [all, nonZero] = [new Ranked(values), new Ranked(values, { isNonZeroOnly: true })];
  await openModel(app, model);
  expect(await app.sentence()).toContain(`hold ${percent(all.massAt(0.1))} of the mass`);
  expect((await app.figures('Exact zeros'))[0]).toBe(percent(1 - nonZero.count / all.count));
  await app.openOptions();
  await app.choose('Count', 'Non-zero');
  await expect(app.chart).toHaveAccessibleName(
    new RegExp(`hold ${percent(nonZero.massAt(0.1))} of the mass`),
  );
});

test('energy is accumulated instead of mass, and sums instead of shares', async ({ app }) => {
  const model = mixtral({ draw: heavyTailed });
  const ranked = new Ranked(valuesOf(model, 'experts.'));
  await openModel(app, model);
  await app.choose('Quantity', 'Energy w²');
  await expect(app.chart).toHaveAccessibleName(
    new RegExp(`hold ${percent(ranked.energyAt(0.1))} of the energy`),
  );
  await app.choose('Scale', 'Sums');
  await expect(app.chart.getByText('Σw² of the weights kept')).toBeVisible();
  await expect(app.chart.getByText('Number of weights kept, largest first')).toBeVisible();
});

test('axes become logarithmic and references are drawn with their key', async ({ app }) => {
  await openModel(app, mixtral());
  const key = app.page.getByRole('list', { name: 'Reference curves' });
  await expect(key.getByRole('listitem')).toHaveText(['Gaussian']);
  await app.openOptions();
  await app.choose('Horizontal axis', 'Logarithmic');
  await expect(app.chart.getByText('0.1 %', { exact: true })).toBeVisible();
  await app.choose('Vertical axis', 'Logarithmic');
  for (const name of ['Laplace', 'Uniform']) await app.page.getByRole('checkbox', { name }).check();
  await expect(key.getByRole('listitem')).toContainText(['Gaussian', 'Uniform', 'Laplace']);
  await app.page.getByRole('checkbox', { name: 'Gaussian' }).uncheck();
  await expect(key).not.toContainText('Gaussian');
});
