/** A hub as the Hugging Face Hub is, in the small: it lists a revision's files and redirects to where their bytes are. */
import { describe, expect, it } from 'vitest';
import { notice } from '../core/fault.ts';
import { brisk } from '../testing/brisk.ts';
import { serve, withRanges, withStatus, type Answer, type FileServer } from '../testing/file-server.ts';
import { fileOf, type TensorSpec } from '../testing/safetensors-files.ts';
import { openUrl } from './open.ts';

const commit = 'c0ffee'.padEnd(40, '0');

type Files = Readonly<Record<string, Uint8Array>>;

function listing(files: Files, sha: unknown = commit): Answer {
  const siblings = Object.keys(files).map((rfilename) => ({ rfilename }));
  return (_request, response) => void response.end(JSON.stringify({ sha, siblings }));
}

function hubOf(files: Files, revision = 'main'): Promise<FileServer> {
  const pinned = `/hf/a/moe/resolve/${commit}`;
  const answers = Object.entries(files).flatMap(([path, bytes]): [string, Answer][] => [
    [`${pinned}/${path}`, withStatus(302, { Location: `/store/${encodeURIComponent(path)}?signature=s` })],
    [`/store/${path}`, withRanges(bytes)],
  ]);
  return serve({
    [`/hf/api/models/a/moe/revision/${revision}`]: listing(files),
    ...Object.fromEntries(answers),
  });
}

function model(...names: string[]): Uint8Array {
  return fileOf(names.map((name): TensorSpec => [name, 'F32', [2, 2]]));
}

const text = (content: unknown) => new TextEncoder().encode(JSON.stringify(content));

const sharded: Files = {
  'README.md': text('#'),
  'config.json': text({ model_type: 'mixtral' }),
  'consolidated.safetensors': model('other'),
  'model-00001-of-00002.safetensors': model('a'),
  'model-00002-of-00002.safetensors': model('b'),
  'model.safetensors.index.json': text({
    weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
  }),
  'pytorch_model.bin': text('not read'),
};

function open(server: FileServer, address: string) {
  return openUrl(address, { hub: `${server.origin}/hf`, patience: brisk });
}

describe('a model on a hub', () => {
  it('opens by its name: index, shards and configuration, of the commit that its revision is now', async () => {
    await using hub = await hubOf(sharded);
    const { checkpoints, faults } = await open(hub, 'hf://a/moe');
    expect(faults).toEqual([]);
    expect(checkpoints.map(({ name, config }) => [name, config])).toEqual([
      ['moe', { model_type: 'mixtral' }],
    ]);
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(hub.requests[0]).toBe('GET /hf/api/models/a/moe/revision/main');
    expect(
      hub.requests.slice(1).every((line) => /^GET \/(store|hf\/a\/moe\/resolve\/c0ffee0+)\//.test(line)),
    ).toBe(true);
    // recipes name the hub's address, not the signed one behind it
    expect(checkpoints[0]!.files.map(({ recipe }) => recipe)).toMatchObject([
      { url: `${hub.origin}/hf/a/moe/resolve/${commit}/model-00001-of-00002.safetensors` },
      { url: `${hub.origin}/hf/a/moe/resolve/${commit}/model-00002-of-00002.safetensors` },
    ]);
  });

  it('opens by a file of it, at a revision', async () => {
    await using hub = await hubOf(sharded, 'refs/pr/1');
    const { checkpoints } = await open(hub, 'hf://a/moe@refs/pr/1/consolidated.safetensors');
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['other']);
    expect(hub.requests[0]).toBe('GET /hf/api/models/a/moe/revision/refs%2Fpr%2F1');
  });

  it('opens by the one folder that has weights, or the one that is named', async () => {
    const files = {
      'README.md': text('#'),
      'Q4/x-00001-of-00002.safetensors': model('a'),
      'Q4/x-00002-of-00002.safetensors': model('b'),
    };
    await using hub = await hubOf(files);
    const named = await open(hub, 'hf://a/moe/Q4');
    expect(named.checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a', 'b']);
    expect((await open(hub, 'hf://a/moe')).checkpoints).toHaveLength(1);
  });

  it('with several checkpoints names them all, and opens none', async () => {
    const files = { 'moe-Q4.gguf': text(''), 'moe-Q8.gguf': text(''), 'optimizer.bin': text('') };
    await using hub = await hubOf(files);
    const { checkpoints, faults } = await open(hub, 'hf://a/moe');
    const addresses = ['hf://a/moe/moe-Q4.gguf', 'hf://a/moe/moe-Q8.gguf'];
    expect(checkpoints).toEqual([]);
    expect(faults).toEqual([notice('several-checkpoints', { repository: 'hf://a/moe', addresses })]);
    expect(hub.requests).toHaveLength(1);
  });

  it('without any says so', async () => {
    await using hub = await hubOf({ 'README.md': text('#'), 'optimizer.bin': text('') });
    const { faults } = await open(hub, 'hf://a/moe');
    expect(faults).toEqual([notice('several-checkpoints', { repository: 'hf://a/moe', addresses: [] })]);
  });

  it('that is gated, missing or listed wrongly is a fault in words', async () => {
    const path = '/hf/api/models/a/moe/revision/main';
    await using gated = await serve({ [path]: withStatus(401, { 'X-Error-Code': 'GatedRepo' }) });
    expect((await open(gated, 'hf://a/moe')).faults).toEqual([
      notice('http-status', { url: gated.origin + path, status: 401, reason: 'GatedRepo' }),
    ]);
    await using wrong = await serve({ [path]: (_request, response) => void response.end('{"siblings":7}') });
    expect((await open(wrong, 'hf://a/moe')).faults).toMatchObject([{ code: 'malformed' }]);
    expect((await open(wrong, 'hf://moe')).faults).toEqual([notice('bad-address', { text: 'hf://moe' })]);
  });
});
