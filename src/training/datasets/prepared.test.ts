import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fault } from '../../core/fault.ts';
import { serve, withRanges, withStatus, type FileServer } from '../../testing/file-server.ts';
import { datasetById, datasets, isDatasetId, offerDatasets } from './index.ts';
import { openUnder, parsePreparedIndex, prepared } from './prepared.ts';
import { readUnpacked } from './reading/data-file.ts';

let server: FileServer;

beforeAll(async () => {
  server = await serve({
    '/data/mnist/a.gz': withRanges(Uint8Array.of(1, 2, 3)),
    '/data/mnist/broken': withStatus(503),
  });
});
afterAll(() => server[Symbol.asyncDispose]());

describe('files beside the page', () => {
  const open = (path: string, signal?: AbortSignal) => openUnder(`${server.origin}/data/`)(path, { signal });

  it('are read, with their size', async () => {
    const file = await open('mnist/a.gz');
    expect(await readUnpacked(file)).toEqual(Uint8Array.of(1, 2, 3));
    expect(file.name).toBe('mnist/a.gz');
  });

  it('that are not there name the command', async () => {
    await expect(open('cifar10/test_batch.bin')).rejects.toEqual(
      new Fault('dataset-not-installed', { dataset: 'CIFAR-10', command: 'npm run data -- cifar10' }),
    );
    await expect(open('elsewhere/x')).rejects.toMatchObject({ facts: { dataset: 'elsewhere' } });
  });

  it('fail as the network does', async () => {
    await expect(open('mnist/broken')).rejects.toMatchObject({ code: 'http-status', facts: { status: 503 } });
    const nobody = openUnder('http://127.0.0.1:9/data/');
    await expect(nobody('mnist/a.gz', {})).rejects.toMatchObject({ code: 'network-unreachable' });
  });

  it('are not asked for once aborted', async () => {
    await expect(open('mnist/a.gz', AbortSignal.abort('so'))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the index of what is there', () => {
  it('names known datasets, in the order of the list', () => {
    const text = JSON.stringify({
      version: 1,
      datasets: [{ id: 'imdb' }, { id: 'other' }, null, { id: 'mnist' }],
    });
    expect(parsePreparedIndex(text)).toEqual(['mnist', 'imdb']);
  });

  it.each([
    '',
    '<!doctype html>',
    'null',
    '[]',
    '{"version":2,"datasets":[{"id":"mnist"}]}',
    '{"version":1}',
  ])('is none where it is %j', (text) => {
    expect(parsePreparedIndex(text)).toEqual([]);
  });
});

describe('the list of datasets', () => {
  it('has distinct ids, which links use', () => {
    const ids = datasets.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[a-z0-9-]+$/.test(id))).toBe(true);
    expect(isDatasetId('mnist')).toBe(true);
    expect(isDatasetId('toString')).toBe(false);
    expect(datasetById('imdb').name).toBe('IMDB reviews');
  });

  it('offers with each what is missing for it, as data that crosses threads', () => {
    const offers = structuredClone(offerDatasets(['mnist']));
    const missing = Object.fromEntries(
      offers.map((offer) => [offer.id, offer.missing.map(({ name }) => name)]),
    );
    expect(missing).toMatchObject({
      mnist: [],
      'mnist-fashion': ['Fashion-MNIST'],
      cifar10: ['CIFAR-10'],
      moons: [],
    });
    expect(offers.find(({ id }) => id === 'imdb')?.parameters).toHaveProperty('vocabulary');
  });

  it('needs only what can be prepared', () => {
    expect(new Set(datasets.flatMap(({ needs }) => needs))).toEqual(new Set(Object.keys(prepared)));
  });
});
