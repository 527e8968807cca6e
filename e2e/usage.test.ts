/** Traces: dropped beside a checkpoint, alone, with a sample and by a link; what the panel of usage says of them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mixtral, writeSingle } from './models.ts';
import { expect, ownFolder, test } from './test.ts';

const fixtures = fileURLToPath(new URL('../src/formats/traces/fixtures', import.meta.url));

/** Logits that are probabilities already. */
const probabilities = join(fixtures, 'router-logits/probabilities.safetensors');

/** Two sequences of 300 tokens: in layer 0 all go to expert 3 first, in layer 1 each expert has as many. */
async function writeTrace(folder: string): Promise<string> {
  const exp_ids = Array.from({ length: 300 }, (_, t) => [
    [3, t % 4],
    [t % 3, (t + 1) % 4],
  ]);
  const line = JSON.stringify({ input_ids: exp_ids.map((_, t) => t % 17), exp_ids });
  const path = join(folder, 'c4_results.jsonl');
  await writeFile(path, `${line}\n${line}\n`);
  return path;
}

test('a checkpoint and a trace that are dropped together tell one story', async ({ app }) => {
  const folder = ownFolder();
  const model = await writeSingle(folder, mixtral());
  await app.visit();
  await app.drop(model, await writeTrace(folder));
  await app.idle();
  await expect(app.sources).toHaveCount(1);
  await expect(app.chart).toBeVisible();

  await app.showTab('Usage');
  await app.idle();
  await expect(app.trace('c4_results.jsonl')).toContainText('2 layers');
  await expect(app.trace('c4_results.jsonl')).toContainText('600 tokens');
  expect(await app.sentenceOf(/^Load of layer 0/)).toMatch(
    /expert 3 gets most, 50\.0 % of the choices.*; expert 0 least, 16\.7 %; 25\.0 % would be even/,
  );
  // of shares 1/6, 1/6, 1/6, 1/2, beside the best and the worst of top-2 of 4
  expect(await app.loadFigure('Load entropy H(q)')).toEqual(['1.792 bits', '2 bits', '1 bits']);
  expect(await app.loadFigure('Effective experts 2ᴴ')).toEqual(['3.464', '4', '2']);
  expect(await app.loadFigure('Max over mean')).toEqual(['2', '1', '2']);
  expect(await app.loadFigure('Gini')).toEqual(['0.25', '0', '0.5']);
  expect(await app.sentenceOf(/^Lorenz curve/)).toContain('gets 33.3 % of the choices, Gini 0.25');
  expect(await app.sentenceOf(/ of 8 experts against /)).toMatch(/^Root mean square of 8 experts against/);
  await expect(app.messages).toHaveCount(0);
});

test('a trace opens alone, and a correction of the doctor is taken back and sent on', async ({
  app,
  page,
}) => {
  await app.visit();
  await app.drop(probabilities);
  await app.idle();
  await expect(page.getByRole('tab', { name: 'Usage' })).toHaveAttribute('aria-selected', 'true');
  const finding = page.locator('[data-finding="already-probabilities"]');
  await expect(finding).toHaveAttribute('data-treatment', 'corrected');
  const before = await app.sentenceOf(/^Gate entropy/);
  await finding.getByRole('switch', { name: 'Put right' }).click();
  await app.idle();
  await expect(finding).toHaveAttribute('data-treatment', 'ignored');
  const after = await app.sentenceOf(/^Gate entropy/);
  expect(after).not.toBe(before);

  const link = await app.fragment();
  expect(link).toMatch(/^#v=1&panel=usage&traces=[0-9a-f]{16}&asis=already-probabilities/);
  await page.goto('about:blank');
  await app.visit(link);
  await expect(page.getByText('This link is about a routing trace')).toBeVisible();
  await app.drop(probabilities);
  await app.idle();
  await expect(page.getByText('This link is about a routing trace')).toHaveCount(0);
  expect(await app.sentenceOf(/^Gate entropy/)).toBe(after);
  expect(await app.fragment()).toBe(link);
});

test('a trained sample comes with where its digits went', async ({ app }) => {
  await app.visit();
  await app.openSample(/collapsed/);
  await app.showTab('Usage');
  await app.idle();
  await expect(app.trace('MNIST, collapsed')).toContainText('8 experts');
  expect(await app.sentenceOf(/^Load of layer 0/)).toContain('100.0 % of the choices');
});

test('what is wrong with a trace keeps nothing else from opening', async ({ app, page }) => {
  const folder = ownFolder();
  const model = await writeSingle(folder, mixtral());
  const broken = join(folder, 'trace.jsonl');
  await writeFile(broken, '{"exp_ids": "none", "input_ids": 3}\n');
  const notes = join(folder, 'table.csv');
  await writeFile(notes, 'label,text\n0,good\n1,bad\n0,fine\n1,poor\n');
  await app.visit();
  await app.drop(model, broken);
  await app.idle();
  await expect(app.sources).toHaveCount(1);
  await app.showTab('Usage');
  await app.idle();
  await expect(app.trace('trace.jsonl').getByRole('alert')).toContainText('line 1 is no JSON object');
  // a table that is no trace stays what it was: something to train on
  await app.drop(notes);
  await app.idle();
  await expect(page.getByRole('tab', { name: 'Train' })).toHaveAttribute('aria-selected', 'true');
  await expect(app.sources).toHaveCount(1);
});
