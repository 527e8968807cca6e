/** Checkpoints on other servers: opened by their headers, read as far as the person says, by ranges that may break off. */
import { selfSigned } from '../src/testing/certificate.ts';
import {
  inTurns,
  rangeOf,
  serve,
  withRanges,
  withStatus,
  type Answer,
  type FileServer,
} from '../src/testing/file-server.ts';
import type { App } from './app.ts';
import { bytesOf, heavyTailed, mixtral, valuesOf } from './models.ts';
import { Ranked } from './ranked.ts';
import { expect, test } from './test.ts';

const model = mixtral({ draw: heavyTailed });
const bytes = bytesOf(model.matrices);
const headerBytes = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
const weightBytes =
  2 *
  valuesOf(model, 'proj')
    .concat(valuesOf(model, 'moe'))
    .reduce((n, v) => n + v.length, 0);
const commit = 'c0ffee'.padEnd(40, '0');
const forAnyPage = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' };

/** A hub as the Hugging Face Hub is: it lists files, and redirects to a store on another host, where their bytes are. */
async function hub(store: FileServer): Promise<FileServer> {
  const siblings = ['README.md', 'config.json', 'model.safetensors'].map((rfilename) => ({ rfilename }));
  const at = `/owner/moe/resolve/${commit}`;
  return serve({
    '/api/models/owner/moe/revision/main': (_request, response) =>
      void response.writeHead(200, forAnyPage).end(JSON.stringify({ sha: commit, siblings })),
    [`${at}/config.json`]: (_request, response) =>
      void response.writeHead(200, forAnyPage).end(JSON.stringify(model.config)),
    [`${at}/model.safetensors`]: withStatus(302, {
      ...forAnyPage,
      Location: `${store.origin}/store?signature=s`,
    }),
  });
}

function storeOf(answer: Answer): Promise<FileServer> {
  return serve({ '/store': answer });
}

const honest = withRanges(bytes, { ...forAnyPage, ETag: '"1"' });

/** Bytes that a server was asked for. */
function bytesAsked({ requests }: FileServer): number {
  return requests.reduce((sum, line) => {
    const [, first, last] = /bytes=(\d+)-(\d+)$/.exec(line) ?? [];
    return last === undefined ? sum : sum + Number(last) + 1 - Number(first);
  }, 0);
}

async function openFromHub(app: App, { origin }: FileServer): Promise<void> {
  await app.visit();
  await app.page.getByText('Gated models and mirrors').click();
  await app.page.getByLabel('Hub', { exact: true }).fill(origin);
  await app.openAddress('hf://owner/moe');
  await app.idle();
}

function shareOf(...parts: string[]): string {
  return `${(100 * new Ranked(valuesOf(model, ...parts)).massAt(0.1)).toFixed(1)} %`;
}

test('a model of a hub opens by its headers, says what each reading takes, and reads what is chosen', async ({
  app,
}) => {
  await using store = await storeOf(honest);
  await using origin = await hub(store);
  await openFromHub(app, origin);
  const card = app.source('moe');
  await expect(card).toContainText('Only headers have been read.');
  expect(await app.facts('moe')).toEqual(expect.arrayContaining(['Mixtral', '4 experts, top-2']));
  expect(await app.chips()).toEqual(['All experts\nnot read yet']);
  expect(bytesAsked(store)).toBeLessThanOrEqual(headerBytes + 1024);
  expect(await app.fragment()).toBe('#v=1&src=hf.owner/moe');

  const before = bytesAsked(store);
  await card.getByRole('button', { name: 'Read routers: 512 B' }).click();
  await app.idle();
  expect(await app.sentence()).toContain(`Routers: the largest 10 % of weights hold ${shareOf('gate')}`);
  expect(bytesAsked(store) - before).toBe(512);
  await expect(card).toContainText('Read: Routers. Nothing else is known.');

  await card.getByRole('combobox', { name: 'Layer to read' }).selectOption('layer 1');
  await card.getByRole('button', { name: /^Read layer: / }).click();
  await app.idle();
  expect(await app.chips()).toEqual([expect.stringMatching(/^Layer 1\n± 0\.\d\d %$/)]);
  expect(await app.sentence()).toContain('Layer 1: the largest 10 % of weights hold');

  await card.getByRole('button', { name: /^Read sample: / }).click();
  await app.idle();
  await expect(card).toContainText('Estimate from a sample of every tensor.');
  expect(await app.chips()).toEqual(['All experts\nestimate']);

  await card.getByRole('button', { name: /^Read all weights: / }).click();
  await app.idle();
  expect(await app.chips()).toEqual(['All experts']);
  expect(await app.sentence()).toContain(
    `All experts: the largest 10 % of weights hold ${shareOf('experts.')}`,
  );
  expect(bytesAsked(store)).toBeGreaterThan(weightBytes);
  // the hub redirected each thread once; after that the store was asked directly
  expect(origin.requests.length).toBeLessThan(store.requests.length);

  await app.page.getByRole('button', { name: 'Open from a server' }).click();
  await app.openAddress(`${store.origin}/store`);
  await app.idle();
  await expect(app.source('store')).toContainText('Only headers have been read.');
});

test('a link to a model of a hub asks first', async ({ app }) => {
  const asked: string[] = [];
  app.page.on('request', (request) => {
    if (request.url().includes('huggingface')) asked.push(request.url());
  });
  await app.visit('#v=1&src=hf.owner/moe@v1');
  await expect(app.page.getByRole('button', { name: 'Read from huggingface.co' })).toBeVisible();
  await expect(app.page.getByText('hf://owner/moe@v1')).toBeVisible();
  expect(asked).toEqual([]);
});

test('a reading whose connections break is resumed where they broke off', async ({ app }) => {
  const drops: Answer = (request, response) => {
    const { start, end } = rangeOf(request, bytes.length)!;
    response.writeHead(206, {
      ...forAnyPage,
      'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}`,
      'Content-Length': end - start,
    });
    response.write(bytes.subarray(start, start + Math.ceil((end - start) / 2)), () => {
      setTimeout(() => response.destroy(), 50);
    });
  };
  const busy = withStatus(503, { ...forAnyPage, 'Retry-After': '0' });
  // two honest answers open it; half of what comes after breaks off
  await using store = await storeOf(inTurns(honest, honest, drops, busy, drops, honest, drops, honest));
  await using origin = await hub(store);
  await openFromHub(app, origin);
  await app
    .source('moe')
    .getByRole('button', { name: /^Read all weights: / })
    .click();
  await app.idle();
  expect(await app.chips()).toEqual(['All experts']);
  expect(await app.sentence()).toContain(`hold ${shareOf('experts.')}`);
});

test.describe('a gated model', () => {
  test.use({ ignoreHTTPSErrors: true });

  const token = 'hf_not_to_be_seen';

  function gated(answer: Answer): Answer {
    return (request, response) => {
      if (request.method === 'OPTIONS') {
        response
          .writeHead(204, { ...forAnyPage, 'Access-Control-Allow-Headers': 'authorization, range' })
          .end();
      } else if (request.headers.authorization === `Bearer ${token}`) answer(request, response);
      else withStatus(401, { ...forAnyPage, 'X-Error-Code': 'GatedRepo' })(request, response);
    };
  }

  test('opens with a token, which is nowhere to be found afterwards', async ({ app }) => {
    await using server = await serve({ '/moe.safetensors': gated(honest) }, selfSigned());
    const address = `${server.origin}/moe.safetensors`;
    const { page } = app;
    await app.visit();
    await app.openAddress(address);
    await expect(app.fault('http-status')).toContainText('the model is gated');
    await page.getByText('Gated models and mirrors').click();
    await page.getByLabel('Address of a checkpoint').fill('http://localhost/moe.safetensors');
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Keep token' }).click();
    await expect(page.getByText('anybody could read along')).toBeVisible();
    await page.getByLabel('Address of a checkpoint').fill(address);
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Keep token' }).click();
    await expect(page.getByText('is in the memory of this tab')).toContainText(new URL(address).host);
    await app.openAddress(address);
    await app
      .source('moe')
      .getByRole('button', { name: /^Read all weights: / })
      .click();
    await app.idle();
    expect(await app.sentence()).toContain(`hold ${shareOf('experts.')}`);

    const stored = await page.evaluate(() =>
      [localStorage, sessionStorage, document.cookie].map((store) => JSON.stringify(store)).join(),
    );
    expect(`${await app.copyLink()} ${stored} ${await page.content()}`).not.toContain(token);
  });
});
