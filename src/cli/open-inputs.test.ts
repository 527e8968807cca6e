import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { serve, withRanges } from '../testing/file-server.ts';
import { buildOnnx } from '../testing/onnx-builder.ts';
import { fileOf } from '../testing/safetensors-files.ts';
import { openInputs } from './open-inputs.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moe-scope-inputs-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string | Uint8Array): Promise<string> {
  const whole = join(folder, path);
  await mkdir(dirname(whole), { recursive: true });
  await writeFile(whole, content);
  return whole;
}

function shard(number: number): Uint8Array {
  return fileOf([[`model.layers.${number}.mlp.up_proj.weight`, 'F32', [2, 2]]]);
}

/** An index of shards 1 … n, each of one tensor. */
function indexOf(shards: readonly string[]): string {
  const entries = shards.map((name, i) => [`model.layers.${i + 1}.mlp.up_proj.weight`, name]);
  return JSON.stringify({ weight_map: Object.fromEntries(entries) as object });
}

/** What opened, as far as these tests care, and what was said. */
async function opened(...inputs: string[]) {
  const { checkpoints, faults, notices } = await openInputs(inputs);
  return {
    models: checkpoints.map(({ name, files }) => [name, ...files.map((file) => file.name)]),
    configs: checkpoints.map(({ config }) => config?.model_type),
    faults: faults.map(({ code }) => code),
    notices: [...notices, ...checkpoints.flatMap((one) => one.notices)].map(({ code }) => code),
  };
}

const nothingSaid = { faults: [], notices: [] };

describe('a path', () => {
  it('of a file takes config.json from beside it, and is called by its folder if its own name says nothing', async () => {
    await write('tiny/config.json', '{"model_type": "mixtral"}');
    const named = await write('tiny/gaussian.safetensors', shard(1));
    const nameless = await write('tiny/model.safetensors', shard(1));
    expect(await opened(named)).toEqual({
      models: [['gaussian', 'gaussian.safetensors']],
      configs: ['mixtral'],
      ...nothingSaid,
    });
    expect(await opened(nameless)).toMatchObject({ models: [['tiny', 'model.safetensors']] });
  });

  it('of a model whose weights lie in files beside it finds these, and no others', async () => {
    const graph = buildOnnx([
      { name: 'a', shape: [1], bytes: new Uint8Array(4) },
      { name: 'b', shape: [2], external: { location: 'data/b.bin' } },
    ]);
    const onnx = await write('onnx/decoder.onnx', graph);
    await write('onnx/data/b.bin', new Uint8Array(8));
    await write('onnx/other.onnx', graph);
    expect(await opened(onnx)).toMatchObject({
      models: [['decoder', 'decoder.onnx', 'b.bin']],
      ...nothingSaid,
    });
    const weights = [{ name: 'c', shape: [2], dtype: 'float32' }];
    const manifest = { modelTopology: {}, weightsManifest: [{ paths: ['c.bin'], weights }] };
    const tfjs = await write('web/model.json', JSON.stringify(manifest));
    expect(await opened(tfjs)).toMatchObject({ models: [], faults: ['weights-elsewhere'] });
    await write('web/c.bin', new Uint8Array(8));
    expect(await opened(tfjs)).toMatchObject({ models: [['web', 'model.json', 'c.bin']], ...nothingSaid });
  });

  it('of each shard, in any order, makes one model', async () => {
    const paths = await Promise.all(
      [3, 1, 2].map((n) => write(`m/model-0000${n}-of-00003.safetensors`, shard(n))),
    );
    const names = [1, 2, 3].map((n) => `model-0000${n}-of-00003.safetensors`);
    expect(await opened(...paths)).toMatchObject({ models: [['m', ...names]], ...nothingSaid });
    expect(await opened(...paths.slice(1))).toMatchObject({
      models: [['m', ...names.slice(0, 2)]],
      faults: [],
      notices: ['missing-shard'],
    });
  });

  it('of shards of the same names in two folders makes two models', async () => {
    const paths = await Promise.all(
      ['a', 'b'].flatMap((at) =>
        [1, 2].map((n) => write(`${at}/model-0000${n}-of-00002.safetensors`, shard(n))),
      ),
    );
    expect((await opened(...paths)).models.map(([name]) => name)).toEqual(['a', 'b']);
  });

  it('of an index brings the shards that it lists, beside those that were named', async () => {
    const [one, two] = ['w-1-of-2.safetensors', 'w-2-of-2.safetensors'];
    const first = await write(`m/${one}`, shard(1));
    await write(`m/${two}`, shard(2));
    const index = await write('m/w.safetensors.index.json', indexOf([one, two]));
    const expected = { models: [['w', one, two]], ...nothingSaid };
    expect(await opened(index)).toMatchObject(expected);
    expect(await opened(first, index)).toMatchObject(expected);
  });

  it('of an index names what is missing, and a broken index what is wrong with it', async () => {
    const some = await write('m/w.safetensors.index.json', indexOf(['here.safetensors', 'gone.safetensors']));
    await write('m/here.safetensors', shard(1));
    expect(await opened(some)).toMatchObject({
      models: [['w', 'here.safetensors']],
      faults: [],
      notices: ['missing-shard'],
    });
    const all = await write('n/w.safetensors.index.json', indexOf(['gone.safetensors']));
    expect(await opened(all)).toMatchObject({ models: [], faults: ['file-unreadable'] });
    const broken = await write('o/w.safetensors.index.json', '{"weight_map": 1}');
    expect(await opened(broken, some)).toMatchObject({
      models: [['w', 'here.safetensors']],
      faults: ['malformed'],
    });
  });

  it('that leads nowhere, or to no checkpoint, is told, and does not keep others from opening', async () => {
    const good = await write('good.safetensors', shard(1));
    const bad = await write('bad.gguf', 'GGUF....');
    expect(await opened(join(folder, 'gone.pt'), good, bad)).toMatchObject({
      models: [['good', 'good.safetensors']],
      faults: ['file-unreadable', 'unsupported-format'],
    });
  });
});

describe('a folder', () => {
  it('opens every model in it, each with its config.json, and leaves what is hidden or finished', async () => {
    await write('all/a/config.json', '{"model_type": "mixtral"}');
    await write('all/a/model.safetensors', shard(1));
    await write('all/b/weights-of-b.safetensors', shard(2));
    await write('all/.git/model.safetensors', shard(3));
    await write('all/README.md', '# Read me');
    await write('all/weights-of-b.moescope', 'MOESCOPE...');
    expect(await opened(join(folder, 'all'))).toEqual({
      models: [
        ['a', 'model.safetensors'],
        ['weights-of-b', 'weights-of-b.safetensors'],
      ],
      configs: ['mixtral', undefined],
      ...nothingSaid,
    });
  });

  it('of a cache is called by its repository, and its files are followed to where they lie', async () => {
    const blob = await write('hub/blobs/0123', shard(1));
    const snapshot = join(
      folder,
      '.cache/models--someone--Tiny-MoE/snapshots',
      '0123456789abcdef'.repeat(3).slice(8),
    );
    await mkdir(snapshot, { recursive: true });
    await symlink(blob, join(snapshot, 'model.safetensors'));
    expect(await opened(snapshot)).toMatchObject({
      models: [['Tiny-MoE', 'model.safetensors']],
      ...nothingSaid,
    });
    expect(await opened(join(snapshot, 'model.safetensors'))).toMatchObject({
      models: [['Tiny-MoE', 'model.safetensors']],
    });
  });

  it('without weights is told', async () => {
    await mkdir(join(folder, 'empty'));
    expect(await opened(join(folder, 'empty'))).toMatchObject({ models: [], faults: ['no-tensors'] });
  });
});

describe('an address', () => {
  it('is read in parts, with config.json from beside it, together with paths', async () => {
    const local = await write('local.safetensors', shard(1));
    await using server = await serve({
      '/tiny/remote.safetensors': withRanges(shard(2)),
      '/tiny/config.json': withRanges(new TextEncoder().encode('{"model_type": "mixtral"}')),
    });
    expect(await opened(`${server.origin}/tiny/remote.safetensors`, local)).toEqual({
      models: [
        ['local', 'local.safetensors'],
        ['remote', 'remote.safetensors'],
      ],
      configs: [undefined, 'mixtral'],
      ...nothingSaid,
    });
  });

  it('of another kind than http is told', async () => {
    expect(await opened('s3://bucket/model.safetensors')).toMatchObject({
      models: [],
      faults: ['bad-address'],
    });
  });
});

describe('a name of a model', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is asked of the hub that HF_ENDPOINT names, without a token over an open connection', async () => {
    const commit = 'a'.repeat(40);
    const listing = { sha: commit, siblings: [{ rfilename: 'tiny.safetensors' }] };
    const authorizations: unknown[] = [];
    await using server = await serve({
      '/api/models/owner/name/revision/v1': (request, response) => {
        authorizations.push(request.headers.authorization);
        response.end(JSON.stringify(listing));
      },
      [`/owner/name/resolve/${commit}/tiny.safetensors`]: withRanges(shard(1)),
    });
    vi.stubEnv('HF_ENDPOINT', server.origin);
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    expect(await opened('hf://owner/name@v1')).toMatchObject({
      models: [['tiny', 'tiny.safetensors']],
      ...nothingSaid,
    });
    expect(authorizations).toEqual([undefined]);
  });
});
