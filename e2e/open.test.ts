/** Files, shards, folders and several models: each becomes a checkpoint that is recognised and drawn. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dict, integer, text } from '../src/testing/pickle-builder.ts';
import { buildNpy, npyHeader } from '../src/testing/npy-builder.ts';
import { buildTorchFile, tensor } from '../src/testing/torch-builder.ts';
import { buildZip } from '../src/testing/zip-builder.ts';
import {
  halfPruned,
  mixtral,
  parameterCount,
  valuesOf,
  write,
  writeGguf,
  writeShards,
  writeSingle,
  type Model,
} from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, ownFolder, test } from './test.ts';

/** What the chart must say of a model's experts. */
function sentenceAbout(model: Model): string {
  const { massAt, knee } = summaryOf(model);
  return `the largest 10 % of weights hold ${massAt} of the mass; knee at ${knee}`;
}

function summaryOf(model: Model) {
  const ranked = new Ranked(valuesOf(model, 'experts.'));
  return { massAt: percent(ranked.massAt(0.1)), knee: percent(ranked.knee) };
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

test('a dropped file is recognised, measured and drawn', async ({ app }) => {
  const model = mixtral();
  const path = await writeSingle(ownFolder(), model);
  await app.visit();
  await app.drop(path);
  await app.idle();
  expect(await app.facts('mixtral')).toEqual([
    'safetensors',
    'Mixtral',
    '2 layers',
    '4 experts',
    '61.7k parameters',
    '127 kB',
    'BF16',
  ]);
  const exact = `${grouped(parameterCount(model))} parameters in ${model.matrices.length} tensors`;
  await expect(app.source('mixtral').getByTitle(exact)).toBeVisible();
  expect(await app.chips()).toEqual(['All experts']);
  expect(await app.sentence()).toBe(`Sparsity curve. All experts: ${sentenceAbout(model)}.`);
});

test('a drop that gives no entries of a file system opens as well', async ({ app }) => {
  const model = mixtral();
  const { shards, index, config } = await writeShards(ownFolder(), model);
  await app.visit();
  await app.dropTransfer(...shards, index, config);
  await app.idle();
  await expect(app.sources).toHaveCount(1);
  expect(await app.sentence()).toContain(sentenceAbout(model));
});

test('shards with their index and configuration are one model, top-k included', async ({ app }) => {
  const model = mixtral();
  const { shards, index, config } = await writeShards(ownFolder(), model);
  await app.visit();
  await app.drop(...shards, index, config);
  await app.idle();
  await expect(app.sources).toHaveCount(1);
  expect(await app.facts('model')).toContain('4 experts, top-2');
  expect(await app.facts('model')).toContain('safetensors, 3 files');
  expect(await app.sentence()).toContain(sentenceAbout(model));
});

test('shards alone are one model, of which top-k is not known', async ({ app }) => {
  const model = mixtral();
  const { shards } = await writeShards(ownFolder(), model);
  await app.visit();
  await app.open(...shards.toReversed());
  await expect(app.sources).toHaveCount(1);
  expect(await app.facts('model')).toContain('4 experts');
  expect(await app.sentence()).toContain(sentenceAbout(model));
});

test('a GGUF file opens with every type of ggml, and says that its weights were quantised', async ({
  app,
}) => {
  const path = fileURLToPath(
    new URL('../src/formats/checkpoints/fixtures/gguf/all-quants.gguf', import.meta.url),
  );
  await app.visit();
  await app.drop(path);
  await app.idle();
  const facts = await app.facts('all-quants');
  expect(facts).toEqual(expect.arrayContaining(['GGUF', '28 layers', '4 experts, top-2']));
  expect(facts.at(-1)).toMatch(/^F32, F16, BF16 and \d+ more$/);
  await expect(app.source('all-quants')).toContainText('Quantised weights');
  expect(await app.sentence()).toMatch(/^Sparsity curve\. All experts: the largest 10 % of weights hold /);
});

test('a GGUF file beside the safetensors it was made from: two curves, and zeros said to be of the grid', async ({
  app,
}) => {
  const model = mixtral({ hidden: 64, inner: 128, draw: halfPruned });
  const folder = ownFolder();
  await app.visit();
  await app.open(await writeSingle(folder, model), await writeGguf(folder, model));
  expect(await app.facts('mixtral-q8_0')).toEqual(
    expect.arrayContaining(['GGUF', '4 experts, top-2', 'Q8_0, F32']),
  );
  const sentence = await app.sentence();
  expect(sentence).toContain('mixtral: All experts');
  expect(sentence).toContain('mixtral-q8_0: All experts');

  const zeros = (name: string | RegExp) =>
    app.page.getByRole('row').filter({ has: app.page.getByRole('rowheader', { name }) });
  await expect(zeros('Exact zeros')).toBeVisible();
  await app.legend.getByRole('button', { name: 'mixtral-q8_0: All experts', exact: true }).click();
  await expect(zeros('Zeros of the grid')).toContainText('count below ε');
  await app.page.getByRole('button', { name: 'Count below 1 % of the mean |w|' }).click();
  await expect(zeros(/^Below ε/)).toContainText(/weights with \|w\| < \d\.\d+e-5/);
  await expect(zeros(/^Below ε/)).toContainText(/5\d\.\d %/);
});

test('a dropped folder is walked, and each model in it opens by the name of its folder', async ({ app }) => {
  const folder = join(ownFolder(), 'models');
  await writeShards(join(folder, 'first-moe'), mixtral({ seed: 1 }));
  await writeSingle(join(folder, 'deeper', 'down'), mixtral({ seed: 2, experts: 8 }), 'second-moe');
  await write(folder, 'README.md', '# Models');
  await app.visit();
  await app.drop(folder);
  await app.idle();
  await expect(app.sources).toHaveCount(2);
  expect(await app.facts('first-moe')).toContain('4 experts, top-2');
  expect(await app.facts('second-moe')).toContain('8 experts');
});

test('a picked folder opens @phone', async ({ app }) => {
  const model = mixtral();
  const folder = join(ownFolder(), 'my-moe');
  await writeShards(folder, model);
  await app.visit();
  await app.pickFolder(folder);
  await app.idle();
  expect(await app.facts('my-moe')).toContain('4 experts, top-2');
  expect(await app.sentence()).toContain(sentenceAbout(model));
});

test('a PyTorch file opens, with a training state around its weights', async ({ app }) => {
  const model = mixtral({ dtype: 'F32' });
  const path = await write(ownFolder(), 'step-100.pt', torchBytes(model));
  await app.visit();
  await app.open(path);
  expect(await app.facts('step-100')).toContain('Mixtral');
  expect(await app.facts('step-100')).toContain('F32');
  expect(await app.sentence()).toContain(sentenceAbout(model));
});

test('an archive of NumPy arrays opens', async ({ app }) => {
  const model = mixtral({ dtype: 'F32' });
  const path = await write(ownFolder(), 'arrays.npz', npzBytes(model));
  await app.visit();
  await app.open(path);
  expect(await app.facts('arrays')).toContain('4 experts');
  expect(await app.sentence()).toContain(sentenceAbout(model));
});

test('a dense model opens with layers and projections instead of experts', async ({ app }) => {
  const { matrices, config } = mixtral();
  const dense = { matrices: matrices.filter(({ name }) => !name.includes('block_sparse_moe')), config };
  await app.visit();
  await app.open(await writeSingle(ownFolder(), dense, 'dense'));
  expect(await app.chips()).toEqual(['All weight matrices']);
  expect((await app.facts('dense')).join(' ')).not.toContain('expert');
  await expect(app.source('dense')).toContainText('No experts recognised');
});

test('models dropped at once, and one beside them later, stand together', async ({ app }) => {
  const folder = ownFolder();
  const [first, second, third] = [mixtral({ seed: 1 }), mixtral({ seed: 2 }), mixtral({ seed: 3 })];
  await app.visit();
  await app.drop(await writeSingle(folder, first, 'one'), await writeSingle(folder, second, 'two'));
  await app.idle();
  await app.drop(await writeSingle(folder, third, 'three'));
  await app.idle();
  expect(await app.chips()).toEqual(['one: All experts', 'two: All experts', 'three: All experts']);
  expect(await app.sentence()).toBe(
    `Sparsity curve. one: All experts: ${sentenceAbout(first)}. two: All experts: ${sentenceAbout(second)}. three: All experts: ${sentenceAbout(third)}.`,
  );
});

test('open checkpoints are moved, renamed and closed', async ({ app }) => {
  const folder = ownFolder();
  await app.visit();
  await app.open(
    await writeSingle(folder, mixtral({ seed: 1 }), 'one'),
    await writeSingle(folder, mixtral({ seed: 2 }), 'two'),
  );
  await app.source('two').getByRole('button', { name: 'Move up' }).click();
  expect(await app.chips()).toEqual(['two: All experts', 'one: All experts']);

  await app.source('one').getByRole('button', { name: 'Rename one' }).click();
  await app.page.getByRole('dialog', { name: 'Rename' }).getByLabel('Name shown').fill('the old one');
  await app.page.keyboard.press('Enter');
  expect(await app.chips()).toEqual(['two: All experts', 'the old one: All experts']);

  await app.source('two').getByRole('button', { name: 'Close two' }).click();
  expect(await app.chips()).toEqual(['All experts']);
  await app.source('the old one').getByRole('button', { name: 'Close the old one' }).click();
  await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('the same weights opened again, under any name, are still one checkpoint', async ({ app }) => {
  const folder = ownFolder();
  const [model, other] = [mixtral({ seed: 1 }), mixtral({ seed: 2 })];
  await app.visit();
  await app.open(await writeSingle(folder, model, 'one'));
  await app.open(await writeSingle(folder, model, 'copy'), await writeSingle(folder, other, 'other'));
  await expect(app.sources).toHaveCount(2);
  await expect(app.source('other')).toBeVisible();
});

function torchBytes(model: Model): Uint8Array {
  const tensors = model.matrices.map(
    ({ name, shape }, key) => [name, tensor({ key: String(key), shape, strides: stridesOf(shape) })] as const,
  );
  const storages = model.matrices.map(
    ({ values }, key) => [String(key), new Uint8Array(values.buffer)] as const,
  );
  const state = dict({
    model: dict(Object.fromEntries(tensors)),
    step: integer(100),
    note: text('a training state'),
  });
  return buildTorchFile(state, { storages: Object.fromEntries(storages) });
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

function npzBytes(model: Model): Uint8Array {
  return buildZip(
    model.matrices.map(({ name, shape, values }) => {
      const header = npyHeader("'<f4'", `(${shape.join(', ')},)`);
      return { name: `${name}.npy`, bytes: buildNpy(header, { data: new Uint8Array(values.buffer) }) };
    }),
  );
}
