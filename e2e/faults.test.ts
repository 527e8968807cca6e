/** What can go wrong: each time words that say what, where and what to do; what was open stays open. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve, withRanges, withStatus } from '../src/testing/file-server.ts';
import { call, dict, named, text } from '../src/testing/pickle-builder.ts';
import { fileWithHeader } from '../src/testing/safetensors-files.ts';
import { buildTorchFile } from '../src/testing/torch-builder.ts';
import { bytesOf, mixtral, write, writeShards, writeSingle } from './models.ts';
import { expect, ownFolder, test } from './test.ts';

const model = mixtral();
const bytes = bytesOf(model.matrices);
const forAnyPage = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' };

/** File name, content, code of the fault, and words that must be there. */
const badFiles: readonly (readonly [string, Uint8Array | string, string, RegExp])[] = [
  [
    'notes.txt',
    'These are no weights, only words.',
    'no-tensors',
    /notes\.txt was read, but holds no tensor/,
  ],
  [
    'weights.bin',
    'These are no weights, only words.',
    'unknown-format',
    /weights\.bin.* begins with the bytes 54 68/,
  ],
  ['empty.safetensors', '', 'empty-file', /empty\.safetensors has 0 bytes/],
  ['cut.safetensors', bytes.subarray(0, bytes.length / 2), 'tensor-outside-file', /cut\.safetensors/],
  ['stub.safetensors', bytes.subarray(0, 100), 'truncated', /stub\.safetensors has 100 B/],
  [
    'liar.safetensors',
    fileWithHeader('{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,8]}}', { dataBytes: 8 }),
    'tensor-size-mismatch',
    /“a” need 16 bytes, its range has 8/,
  ],
  ['vast.safetensors', fileWithHeader('{}', { headerLength: 2n ** 60n }), 'over-limit', /vast\.safetensors/],
  [
    'evil.pt',
    buildTorchFile(dict({ weights: call(named('os', 'system'), text('echo gotcha')) })),
    'unsafe-pickle',
    /asks for “os\.system”\. Nothing was run/,
  ],
];

test('files that are no checkpoints are explained, and what is open stays open', async ({ app }) => {
  const folder = ownFolder();
  await app.visit();
  await app.open(await writeSingle(folder, model));
  const sentence = await app.sentence();
  for (const [name, content, code, words] of badFiles) {
    await app.pick(await write(folder, name, content));
    const alert = app.fault(code).getByRole('alert');
    await expect(alert, name).toContainText(words);
    await alert.getByRole('button', { name: /^Dismiss/ }).click();
    await expect(app.messages).toBeHidden();
  }
  expect(await app.sentence()).toBe(sentence);
});

test('of several files the good ones open, the bad ones are explained @phone', async ({ app }) => {
  const folder = ownFolder();
  await app.visit();
  await app.pick(
    await writeSingle(folder, model),
    await write(folder, 'broken.safetensors', bytes.subarray(0, 100)),
  );
  await app.idle();
  await expect(app.source('mixtral')).toBeVisible();
  await expect(app.fault('truncated')).toContainText('broken.safetensors');
});

test('a missing shard is named, and the rest is analysed', async ({ app }) => {
  const { shards, index, config } = await writeShards(ownFolder(), model);
  await app.visit();
  await app.drop(shards[0]!, shards[2]!, index, config);
  await app.idle();
  await expect(app.source('model')).toContainText('A shard is missing');
  await app.source('model').getByText('A shard is missing').first().click();
  await expect(app.source('model')).toContainText('model-00002-of-00003.safetensors');
  expect(await app.sentence()).toContain('All experts: the largest 10 % of weights hold');
});

test('a tab without workers says so, and hangs on nothing', async ({ app }) => {
  await app.page.addInitScript(() => Reflect.deleteProperty(window, 'Worker'));
  await app.visit();
  await app.pick(await writeSingle(ownFolder(), model));
  await expect(app.fault('no-workers')).toContainText('This browser tab has no workers');
  await app.idle();
  await expect(app.page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a text that is no address is refused', async ({ app }) => {
  await app.visit();
  await app.openAddress('ftp://example.org/model.safetensors');
  await expect(app.fault('bad-address')).toContainText('ftp://example.org/model.safetensors');
});

test('a server that ignores Range, has no such file, or lets no page read is told apart', async ({ app }) => {
  await using server = await serve({
    '/whole.safetensors': (_, response) => void response.writeHead(200, forAnyPage).end(bytes),
    '/gone.safetensors': withStatus(404, forAnyPage),
    '/private.safetensors': withStatus(403, forAnyPage),
    '/closed.safetensors': withRanges(bytes),
    '/good.safetensors': withRanges(bytes, forAnyPage),
  });
  await app.visit();
  for (const [name, code, words] of [
    ['whole', 'no-range-support', 'does not answer Range requests'],
    ['gone', 'http-status', 'there is no such file'],
    ['private', 'http-status', 'access is refused'],
    ['closed', 'network-unreachable', 'does not allow other pages to read it (CORS)'],
  ] as const) {
    await app.openAddress(`${server.origin}/${name}.safetensors`);
    await expect(app.fault(code).last()).toContainText(words);
    await app
      .fault(code)
      .last()
      .getByRole('button', { name: /^Dismiss/ })
      .click();
  }
  await app.openAddress(`${server.origin}/good.safetensors`);
  await app.idle();
  await expect(app.source('good')).toBeVisible();
});

test('a server that is not there is told', async ({ app }) => {
  await app.visit();
  await app.openAddress(`http://127.0.0.1:${await freePort()}/model.safetensors`);
  await expect(app.fault('network-unreachable')).toContainText('could not be reached');
});

/** A port on which nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
