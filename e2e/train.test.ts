/** Training in the page: from the first press to a checkpoint, and back from its files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from './app.ts';
import { plainHost, urlOf } from './hosts.ts';
import { expect, ownFolder, test } from './test.ts';

/** Drawn, not read, and small: a second of training. */
const small = '#v=1&panel=train&recipe=data:clusters/experts:mlp(count:4,hidden:16)/epochs:3/batch:50';

async function train(app: App): Promise<void> {
  await app.page.getByRole('button', { name: 'Train', exact: true }).click();
}

/** Drops a file of these bytes; what comes of it is for the caller to see. */
async function dropBytes(app: App, name: string, bytes: Uint8Array): Promise<void> {
  await app.page.evaluate(
    ({ name, bytes }) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], name));
      for (const type of ['dragenter', 'dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    { name, bytes: [...bytes] },
  );
}

/** In per cent, of the newest run that has a test. */
async function testAccuracy(app: App): Promise<number> {
  const text = await app.page.getByTitle('Accuracy on the whole test split').first().innerText();
  return Number.parseFloat(text);
}

async function untilDone(app: App, runs = 1, timeout = 45_000): Promise<void> {
  await expect(app.trainedRuns).toHaveCount(runs, { timeout });
}

test('a newcomer trains on MNIST with one press, sees who reads which digits, and opens the result', async ({
  app,
}) => {
  // five epochs on two busy cores
  test.setTimeout(240_000);
  await app.visit();
  await app.page.getByRole('button', { name: 'Train on MNIST' }).click();
  await expect(app.runs).toHaveCount(1);
  await expect(app.page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await untilDone(app, 1, 200_000);
  expect(await testAccuracy(app)).toBeGreaterThanOrEqual(97);
  await app.idle();
  for (const chart of [
    /^Accuracy over training steps/,
    /^Load of 8 experts/,
    /^First choices of 8 experts/,
  ]) {
    await expect(app.page.getByRole('img', { name: chart })).toBeVisible();
  }

  await app.page.getByRole('button', { name: 'Open as checkpoint' }).click();
  await app.idle();
  expect(await app.sentence()).toMatch(/^Sparsity curve\. All experts/);
  await expect(app.sources).toHaveCount(1);
  await expect(app.sources.first()).toContainText('MoE Scope');
  await app.showTab('Usage');
  await app.idle();
  expect(await app.sentenceOf(/^Load of layer 0/)).toMatch(/of the choices/);
  await app.showTab('Sparsity curve');
  await app.showTab('Tensors');
  await expect(app.table).toContainText('layers.0.mixture.experts.0.up.weight');
});

test('a run is paused, stepped and taken up again, after a reload, too; it ends as one that never stopped', async ({
  app,
}) => {
  await app.visit(small);
  await train(app);
  await untilDone(app);
  const straight = await app.page.getByTitle('Accuracy on the whole test split').first().innerText();

  await train(app);
  await app.page.getByRole('button', { name: 'Pause' }).click();
  await expect(app.runs.first()).toContainText('paused');
  await app.page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(app.page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(app.runs.first()).toContainText('paused');
  const paused = await app.runs.first().innerText();

  await app.page.reload();
  await app.idle();
  await expect(app.runs).toHaveCount(2);
  expect(await app.runs.first().innerText()).toBe(paused);
  await app.page.getByRole('button', { name: 'Resume' }).click();
  await untilDone(app, 2);
  await expect(app.page.getByTitle('Accuracy on the whole test split').first()).toHaveText(straight);
});

test('two tabs do not go on with the same run', async ({ app }) => {
  const long = small.replace('epochs:3', 'epochs:1000');
  await app.visit(long);
  await train(app);
  await expect(app.page.getByRole('button', { name: 'Pause' })).toBeVisible();
  // the record is stored when the run begins
  const other = new App(await app.page.context().newPage(), { hasTouch: false });
  await other.visit('#v=1&panel=train');
  await other.page.getByRole('button', { name: 'Resume' }).click();
  await expect(other.fault('run-elsewhere')).toBeVisible();
  await expect(other.runs.first()).toContainText('paused');

  await app.page.getByRole('button', { name: 'Pause' }).click();
  await expect(app.runs.first()).toContainText('paused');
  await other.page.getByRole('button', { name: 'Resume' }).click();
  await expect(other.page.getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('a full disk keeps runs in memory, and says so', async ({ app }) => {
  await app.visit(small);
  const devtools = await app.page.context().newCDPSession(app.page);
  const { origin } = new URL(app.page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1000 });
  await train(app);
  await untilDone(app);
  await expect(app.fault('runs-not-stored')).toContainText('no more room');
  await app.page.getByRole('button', { name: 'Open as checkpoint' }).click();
  await app.idle();
  await expect(app.sources).toHaveCount(1);
});

test('a run that was saved comes back from its file, and is tested the same', async ({ app }) => {
  await app.visit(small);
  await train(app);
  await untilDone(app);
  const accuracy = await testAccuracy(app);
  const download = app.page.waitForEvent('download');
  await app.page.getByRole('button', { name: 'Download' }).click();
  const path = join(ownFolder(), 'run.zip');
  await (await download).saveAs(path);

  await app.drop(path);
  await app.idle();
  await expect(app.fault('run-reopened')).toBeVisible();
  await app.showTab('Usage');
  await app.idle();
  expect(await app.sentenceOf(/^Load of layer 0/)).toContain('of the choices');
  await app.showTab('Train');
  await untilDone(app, 2);
  expect(await testAccuracy(app)).toBe(accuracy);
});

test('a trained sample comes with its run, which does as well as it says', async ({ app }) => {
  const folder = fileURLToPath(new URL('../public/samples/mnist-switch', import.meta.url));
  const { moe_scope: saved } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as {
    moe_scope: { test: { samples: number; correct: number } };
  };
  await app.visit();
  await app.drop(folder);
  await expect(app.fault('run-reopened')).toBeVisible();
  await app.showTab('Train');
  await untilDone(app);
  expect(await testAccuracy(app)).toBeCloseTo((100 * saved.test.correct) / saved.test.samples, 2);
});

test('a table that is dropped becomes a dataset, and a damaged one is explained', async ({ app }) => {
  const rows = Array.from({ length: 300 }, (_, i) => `${i % 3},${Math.sin(i)},${(i % 3) + Math.cos(i)}`);
  await app.visit('#v=1&panel=train');
  await dropBytes(app, 'waves.csv', new TextEncoder().encode(`label,a,b\n${rows.join('\n')}\n`));
  await expect(app.page.getByText('waves').first()).toBeVisible();
  await train(app);
  await untilDone(app);

  await dropBytes(app, 'damaged.csv', Uint8Array.of(97, 44, 98, 10, 0xff, 0xfe, 44, 49));
  await expect(app.fault('not-utf8')).toBeVisible();
});

test('a link to a recipe that can’t be says why, and trains nothing', async ({ app }) => {
  await app.visit('#v=1&panel=train&recipe=router:top-k(k:9)/experts:mlp(count:4,hidden:16)');
  await expect(app.page.getByText('A sample cannot go to 9 of 4 experts.')).toBeVisible();
  await expect(app.page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
});

test('a run that diverges stops with words, and what it has seen is kept', async ({ app }) => {
  // each step multiplies the weights by more than 1
  await app.visit(`${small}/reg:l2(strength:10)/opt:sgd(rate:1)`);
  await train(app);
  await expect(app.page.getByText('The loss is no number any more')).toBeVisible();
  await expect(app.page.getByRole('img', { name: /^Loss over training steps/ })).toBeVisible();
});

test.describe('on a host without the headers that threads need', () => {
  test.use({ baseURL: urlOf(plainHost) });

  test('training runs on one thread, and reads MNIST from where the page is', async ({ app }) => {
    // four steps, large enough for the dataset to matter
    await app.visit('#v=1&panel=train&recipe=experts:mlp(count:2,hidden:8)/epochs:1/batch:4096');
    await app.page.getByLabel('Computed by', { exact: true }).selectOption('wasm');
    await train(app);
    await untilDone(app);
    await expect(app.page.getByText('one thread').first()).toBeVisible();
  });
});
