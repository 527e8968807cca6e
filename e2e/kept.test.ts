/** What stays after a visit: results that are kept, scans that go on, summaries that open like their checkpoint. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve, withRanges, type Answer } from '../src/testing/file-server.ts';
import { App } from './app.ts';
import { bytesOf, heavyTailed, mixtral, writeSingle } from './models.ts';
import { expect, ownFolder, test } from './test.ts';

const model = mixtral({ draw: heavyTailed });

async function openAgain(app: App, path: string): Promise<void> {
  await app.visit();
  await app.page.reload();
  await app.idle();
  await app.open(path);
}

function dialog(app: App) {
  return app.page.getByRole('dialog', { name: 'Kept results' });
}

test('a checkpoint that is opened again shows its analysis at once, until it is cleared @phone', async ({
  app,
}) => {
  const path = await writeSingle(ownFolder(), model);
  await app.visit();
  await app.open(path);
  const sentence = await app.sentence();
  await expect(app.source('mixtral')).not.toContainText('Kept result');

  await openAgain(app, path);
  await expect(app.source('mixtral')).toContainText('Kept result, just now');
  expect(await app.sentence()).toBe(sentence);

  await app.page.getByRole('button', { name: 'Kept results' }).click();
  const rows = dialog(app).getByRole('list', { name: 'What is kept' }).getByRole('listitem');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(/mixtral.*all weights, of [\d.]+ kB · [\d.]+ kB · just now/s);
  await dialog(app).getByRole('button', { name: 'Clear all' }).click();
  await expect(dialog(app)).toContainText('Nothing is kept yet.');
  await app.page.keyboard.press('Escape');

  await openAgain(app, path);
  await expect(app.source('mixtral')).not.toContainText('Kept result');
  expect(await app.sentence()).toBe(sentence);
});

test('what was kept can be read again', async ({ app }) => {
  const path = await writeSingle(ownFolder(), model);
  await app.visit();
  await app.open(path);
  await openAgain(app, path);
  await app.source('mixtral').getByRole('button', { name: 'Read again' }).click();
  await expect(app.source('mixtral')).not.toContainText('Kept result');
  await app.idle();
  await expect(app.chart).toHaveAccessibleName(/of the mass/);
});

test('an interrupted scan goes on where it was, and ends as if it had not been', async ({ app }) => {
  test.slow();
  const large = mixtral({ hidden: 256, inner: 1024, experts: 8, draw: heavyTailed });
  const bytes = bytesOf(large.matrices);
  const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*', ETag: '"1"' };
  const honest = withRanges(bytes, headers);
  const asked = { first: 0, second: 0 };
  let visit: keyof typeof asked = 'first';
  let answered = 0;
  const slow: Answer = (request, response) => {
    const [, first, last] = /bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    const size = Number(last) + 1 - Number(first);
    // headers and blocks are small; of the large ones some come slowly, and the others not at all
    const isBulk = size > 500_000;
    if (isBulk) asked[visit] += size;
    if (visit === 'second' || !isBulk) honest(request, response);
    else if (++answered <= 8) setTimeout(() => honest(request, response), 1000);
  };
  await using server = await serve({ '/large.safetensors': slow });
  const address = `${server.origin}/large.safetensors`;
  await app.visit();
  await app.openAddress(address);
  await app
    .source('large')
    .getByRole('button', { name: /^Read all weights: / })
    .click();
  await app.page.getByRole('button', { name: 'Kept results' }).click();
  await expect(dialog(app)).toContainText(/large[\d.]+ % of all weights read, of/);

  visit = 'second';
  await app.visit();
  await app.page.reload();
  await app.idle();
  await app.openAddress(address);
  await app
    .source('large')
    .getByRole('button', { name: /^Read all weights: .* % read before/ })
    .click();
  await app.idle();
  const sentence = await app.sentence();
  expect(asked.second).toBeGreaterThan(0);
  expect(asked.second).toBeLessThan(0.9 * bytes.length);

  // and now it is kept, whole: the server is asked for no weight
  asked.second = 0;
  await app.visit();
  await app.page.reload();
  await app.idle();
  await app.openAddress(address);
  await app.idle();
  await expect(app.source('large')).toContainText('Kept result');
  expect(await app.sentence()).toBe(sentence);
  expect(asked.second).toBe(0);

  await app.open(await writeSingle(ownFolder(), large, 'whole'));
  expect(await app.sentence()).toContain(sentence.slice(sentence.indexOf('All experts')));
});

test('a saved summary opens like the checkpoint, and says what needs weights', async ({ app }) => {
  await app.visit();
  await app.open(await writeSingle(ownFolder(), model));
  const sentence = await app.sentence();
  const download = app.page.waitForEvent('download');
  await app.source('mixtral').getByRole('button', { name: 'Save summary' }).click();
  expect((await download).suggestedFilename()).toBe('mixtral.moescope');
  const path = join(ownFolder(), 'mixtral.moescope');
  await (await download).saveAs(path);
  const bytes = await readFile(path);

  await app.visit();
  await app.page.reload();
  await app.idle();
  await app.drop(path);
  await app.idle();
  expect(await app.sentence()).toBe(sentence);
  await expect(app.source('mixtral')).toContainText('Opened from a summary: its weights are not here.');
  await app.page.getByRole('tab', { name: 'Usage' }).click();
  await expect(app.page.getByText('This needs weights, and only a summary is open')).toBeVisible();

  bytes[8] = 9;
  const newer = join(ownFolder(), 'newer.moescope');
  await writeFile(newer, bytes);
  await app.drop(newer);
  await expect(app.page.getByRole('alert')).toContainText('newer');
});

test('two tabs may read the same file, and keep it once', async ({ app, hasTouch }) => {
  const path = await writeSingle(ownFolder(), mixtral({ hidden: 128, inner: 512, draw: heavyTailed }));
  const second = new App(await app.page.context().newPage(), { hasTouch });
  await Promise.all([app.visit(), second.visit()]);
  await Promise.all([app.open(path), second.open(path)]);
  expect(await second.sentence()).toBe(await app.sentence());
  await second.page.getByRole('button', { name: 'Kept results' }).click();
  await expect(dialog(second).getByRole('listitem')).toHaveCount(1);
  await dialog(second).getByRole('button', { name: 'Clear mixtral' }).click();
  await expect(dialog(second)).toContainText('Nothing is kept yet.');
});

test('where nothing can be stored, all goes on, and that is told once', async ({ app }) => {
  await app.page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', {
      get: () => {
        throw new DOMException('storage is off', 'SecurityError');
      },
    });
  });
  await app.visit();
  await app.open(await writeSingle(ownFolder('one'), model, 'one'));
  await app.open(await writeSingle(ownFolder('two'), mixtral({ seed: 3 }), 'two'));
  await expect(app.page.getByText('Results are not kept for the next visit')).toHaveCount(1);
  expect(await app.chips()).toEqual(['one: All experts', 'two: All experts']);
});
