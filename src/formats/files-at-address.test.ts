import { describe, expect, it } from 'vitest';
import { isAbort, notice } from '../core/fault.ts';
import { brisk } from '../testing/brisk.ts';
import { serve, withRanges, withStatus, type Answer } from '../testing/file-server.ts';
import { fileOf, type TensorSpec } from '../testing/safetensors-files.ts';
import { openUrl } from './open.ts';
import { folderOfAddress, nameOfAddress, parseAddress, siblingAddress } from './sources/address.ts';

const shard = (number: number, total: number) => `model-0000${number}-of-0000${total}.safetensors`;

function model(...names: string[]): Answer {
  return withRanges(fileOf(names.map((name): TensorSpec => [name, 'F32', [2, 2]])));
}

function text(content: string): Answer {
  return (_request, response) => void response.end(content);
}

function indexOf(map: Record<string, string>): Answer {
  return text(JSON.stringify({ weight_map: map }));
}

describe('opening an address', () => {
  it('of one file takes three requests: its beginning, its config, its header', async () => {
    const large = fileOf(
      Array.from({ length: 50 }, (_, i): TensorSpec => [`layer.${i}.weight`, 'F32', [9, 9]]),
    );
    await using server = await serve({ '/mixtral/model.safetensors': withRanges(large) });
    const opened = await openUrl(`${server.origin}/mixtral/model.safetensors`);
    expect(opened.faults).toEqual([]);
    expect(opened.checkpoints.map(({ name, config, tensors }) => [name, config, tensors.length])).toEqual([
      ['mixtral', null, 50],
    ]);
    const { recipe } = opened.checkpoints[0]!.files[0]!;
    expect(recipe).toMatchObject({ kind: 'url', url: `${server.origin}/mixtral/model.safetensors` });
    const headerEnd = 8 + Number(new DataView(large.buffer).getBigUint64(0, true));
    expect(server.requests.toSorted()).toEqual([
      'GET /mixtral/config.json',
      'GET /mixtral/model.safetensors bytes=0-1023',
      `GET /mixtral/model.safetensors bytes=8-${headerEnd - 1}`,
    ]);
  });

  it('takes the config beside it along', async () => {
    await using server = await serve({
      '/m/a.safetensors': model('w'),
      '/m/config.json': text('{"model_type":"x"}'),
    });
    const { checkpoints } = await openUrl(`${server.origin}/m/a.safetensors`);
    expect(checkpoints[0]).toMatchObject({ name: 'a', config: { model_type: 'x' } });
  });

  it('of an index opens its shards, and names those that are not there', async () => {
    await using server = await serve({
      '/m/model.safetensors.index.json': indexOf({ a: shard(1, 3), b: shard(2, 3), c: shard(3, 3) }),
      [`/m/${shard(1, 3)}`]: model('a'),
      [`/m/${shard(3, 3)}`]: model('c'),
    });
    const { checkpoints, faults } = await openUrl(`${server.origin}/m/model.safetensors.index.json?token=t`);
    expect(faults).toEqual([]);
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(checkpoints[0]!.notices).toEqual([notice('missing-shard', { shards: [shard(2, 3)], tensors: 1 })]);
    expect(server.requests.every((request) => request.includes('?token=t'))).toBe(true);
  });

  it('of one shard finds the others by their numbers', async () => {
    await using server = await serve({
      [`/m/${shard(1, 2)}`]: model('a'),
      [`/m/${shard(2, 2)}`]: model('b'),
    });
    const { checkpoints } = await openUrl(`${server.origin}/m/${shard(2, 2)}`);
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(checkpoints[0]!.notices).toEqual([]);
  });

  it('fails where the file itself, or what the server says of others, fails', async () => {
    await using server = await serve({
      [`/m/${shard(1, 2)}`]: model('a'),
      [`/m/${shard(2, 2)}`]: withStatus(429),
      '/m/bad.index.json': text('[]'),
    });
    const faultsAt = async (address: string) => (await openUrl(address, { patience: brisk })).faults;
    const url = (name: string) => `${server.origin}/m/${name}`;
    expect(await faultsAt('model.safetensors')).toEqual([
      notice('bad-address', { text: 'model.safetensors' }),
    ]);
    expect(await faultsAt(url('a.pt'))).toEqual([notice('http-status', { url: url('a.pt'), status: 404 })]);
    expect(await faultsAt(url(shard(1, 2)))).toEqual([
      notice('http-status', { url: url(shard(2, 2)), status: 429 }),
    ]);
    expect(await faultsAt(url('bad.index.json'))).toMatchObject([{ code: 'malformed' }]);
  });

  it('stops when aborted', async () => {
    const stop = new AbortController();
    await using server = await serve({
      '/a.safetensors': () => stop.abort(),
      '/config.json': () => undefined,
    });
    const opening = openUrl(`${server.origin}/a.safetensors`, { signal: stop.signal });
    await expect(opening).rejects.toSatisfy(isAbort);
  });
});

describe('addresses', () => {
  it('of pages about a file on the Hub become addresses of the file', () => {
    const page = parseAddress('https://huggingface.co/mistralai/Mixtral-8x7B-v0.1/blob/main/config.json#L3');
    expect(page.href).toBe('https://huggingface.co/mistralai/Mixtral-8x7B-v0.1/resolve/main/config.json');
    const other = 'https://example.org/blob/main/blob/a.pt';
    expect(parseAddress(other).href).toBe(other);
  });

  it.each([
    ['https://huggingface.co/mistralai/Mixtral-8x7B-v0.1/resolve/main/a.pt', 'Mixtral-8x7B-v0.1', 'a.pt'],
    ['https://example.org/models/tiny%20moe/a%20b.pt?x=1', 'tiny moe', 'a b.pt'],
    ['https://example.org/%E0%A4%A/a%.pt', '%E0%A4%A', 'a%.pt'],
    ['https://example.org/', '', 'example.org'],
  ])('%s is in “%s” and called “%s”', (address, folder, name) => {
    const url = parseAddress(address);
    expect([folderOfAddress(url), nameOfAddress(url)]).toEqual([folder, name]);
  });

  it('of siblings stay in the folder, whatever their name', () => {
    const url = new URL('https://example.org/m/model.safetensors.index.json?sig=a%2Fb');
    expect(siblingAddress(url, 'a b.bin').href).toBe('https://example.org/m/a%20b.bin?sig=a%2Fb');
    expect(siblingAddress(url, '//evil.org/x').href).toBe(
      'https://example.org/m/%2F%2Fevil.org%2Fx?sig=a%2Fb',
    );
    expect(siblingAddress(url, 'https:evil').origin).toBe('https://example.org');
  });
});
