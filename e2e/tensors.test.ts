/** The table of tensors: what is in the files, found, sorted, and drawn by a click. */
import { gaussian, mixtral, writeSingle } from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, ownFolder, test } from './test.ts';
import type { App } from './app.ts';

const model = mixtral({
  layers: 2,
  experts: 12,
  draw: (random, place) => (place.expert + 1) * gaussian(random, place),
});

async function openTable(app: App): Promise<void> {
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
  await app.showTab('Tensors');
  await app.idle();
}

/** Cells of the row of a tensor, by the heads of their columns. */
async function rowOf(app: App, name: string): Promise<Record<string, string>> {
  const heads = (await app.table.getByRole('columnheader').allInnerTexts()).map((text) => text.trim());
  const cells = (await app.rows()).find(([first]) => first?.trim() === name)!;
  return Object.fromEntries(heads.map((head, i) => [head, cells[i]!]));
}

test('a row tells what a tensor is, with its measures', async ({ app }) => {
  const name = 'model.layers.1.block_sparse_moe.experts.7.w2.weight';
  const { values } = model.matrices.find((matrix) => matrix.name === name)!;
  const ranked = new Ranked([values]);
  await openTable(app);
  await app.search('experts.7.w2 1.block');
  expect(await rowOf(app, name)).toMatchObject({
    Role: 'expert · down',
    'Layer · expert': '1 · 7',
    Shape: '32 × 64',
    Dtype: 'BF16',
    Elements: '2,048',
    Size: '4.10 kB',
    'Mean |w|': String(Number((ranked.mass / ranked.count).toPrecision(3))),
    'Max |w|': String(Number(ranked.magnitudeAt(0).toPrecision(3))),
    Gini: ranked.gini.toFixed(3),
    Zeros: '0.0 %',
  });
});

test('the search takes every word, and says when nothing fits', async ({ app }) => {
  await openTable(app);
  await expect(app.page.getByText(`${model.matrices.length} of ${model.matrices.length}`)).toBeVisible();
  await app.search('router');
  expect((await app.rows()).map(([name]) => name)).toEqual([
    'model.layers.0.block_sparse_moe.gate.weight',
    'model.layers.1.block_sparse_moe.gate.weight',
  ]);
  await app.search('router nothing');
  await expect(app.page.getByText('No tensor fits')).toBeVisible();
  await app.page.getByRole('button', { name: 'Clear Search tensors' }).click();
  await expect(app.table).toHaveAttribute('aria-rowcount', String(model.matrices.length + 1));
});

test('columns sort both ways, numbers by their size', async ({ app }) => {
  await openTable(app);
  await app.search('layers.0 expert down');
  const first = async () => (await app.rows())[0]![0];
  const head = (name: string) => app.table.getByRole('columnheader', { name });
  await head('Mean |w|').getByRole('button').click();
  await expect(head('Mean |w|')).toHaveAttribute('aria-sort', 'descending');
  expect(await first()).toContain('experts.11.');
  await head('Mean |w|').getByRole('button').click();
  expect(await first()).toContain('experts.0.');
  await head('Name').getByRole('button').click();
  expect((await app.rows()).map(([name]) => Number(/experts\.(\d+)/.exec(name!)![1]))).toEqual(
    Array.from({ length: 12 }, (_, expert) => expert),
  );
});

test('a chosen tensor joins the curves, chosen again it leaves them', async ({ app }) => {
  const name = 'model.layers.0.self_attn.q_proj.weight';
  await openTable(app);
  await app.search('q_proj');
  await app.table.getByRole('button', { name }).click();
  await expect(app.table.getByRole('button', { name })).toHaveAttribute('aria-pressed', 'true');
  await app.page.getByRole('button', { name: 'Show', exact: true }).click();
  await app.idle();
  expect(await app.chips()).toEqual(['All experts', name]);
  await app.showTab('Tensors');
  await app.table.getByRole('button', { name }).click();
  await app.showTab('Sparsity curve');
  expect(await app.chips()).toEqual(['All experts']);
});

test('only rows in sight are drawn, and scrolling brings the others', async ({ app }) => {
  await openTable(app);
  const last = model.matrices.at(-1)!.name;
  expect((await app.rows()).length).toBeLessThan(model.matrices.length);
  await app.table.hover();
  await app.page.mouse.wheel(0, 100_000);
  await expect(app.table.getByRole('cell', { name: last })).toBeVisible();
});
