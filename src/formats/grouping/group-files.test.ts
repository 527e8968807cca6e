import { describe, expect, it } from 'vitest';
import type { OpenableFile } from '../../core/checkpoint.ts';
import { groupFiles } from './group-files.ts';
import { groupName } from './group-name.ts';
import { parseShardIndex, type ShardIndex } from './shard-index.ts';
import { parseShardName, shardSet } from './shard-name.ts';
import { promisesWeights, sortByName } from './sort-by-name.ts';

function filesOf(...paths: string[]): OpenableFile[] {
  return paths.map((path) => ({ path, recipe: { kind: 'path', path } }));
}

function indexOf(path: string, map: Record<string, unknown>): ShardIndex {
  return parseShardIndex(new TextEncoder().encode(JSON.stringify({ weight_map: map })), path);
}

function outline(files: readonly OpenableFile[], indexes: readonly ShardIndex[] = []) {
  return groupFiles(files, indexes).map(({ name, files: own, missing }) => ({
    name,
    files: own.map(({ path }) => path),
    missing,
  }));
}

describe('groups of files', () => {
  it('are single files, each a model', () => {
    expect(outline(filesOf('a.safetensors', 'runs/b.pt', 'mixtral/model.safetensors'))).toEqual([
      { name: 'a', files: ['a.safetensors'], missing: [] },
      { name: 'b', files: ['runs/b.pt'], missing: [] },
      { name: 'mixtral', files: ['mixtral/model.safetensors'], missing: [] },
    ]);
  });

  it('are shards numbered alike in one folder, in order', () => {
    const files = filesOf(
      'm/model-00003-of-00003.safetensors',
      'm/model-00001-of-00003.safetensors',
      'n/model-00001-of-00001.safetensors',
      'm/model-00002-of-00003.safetensors',
    );
    expect(outline(files)).toEqual([
      {
        name: 'm',
        files: [1, 2, 3].map((n) => `m/model-0000${n}-of-00003.safetensors`),
        missing: [],
      },
      { name: 'n', files: ['n/model-00001-of-00001.safetensors'], missing: [] },
    ]);
  });

  it('name the shards that are not there, counted from 1 or from 0', () => {
    expect(outline(filesOf('model-2-of-3.safetensors'))[0]!.missing).toEqual([
      'model-1-of-3.safetensors',
      'model-3-of-3.safetensors',
    ]);
    const fromZero = filesOf('x_00000-of-00003.bin', 'x_00002-of-00003.bin');
    expect(outline(fromZero)).toEqual([
      { name: 'x', files: fromZero.map(({ path }) => path), missing: ['x_00001-of-00003.bin'] },
    ]);
  });

  it('keep sets of other totals, prefixes or extensions apart', () => {
    const files = filesOf('model-1-of-2.safetensors', 'model-3-of-3.safetensors', 'model-2-of-2.bin');
    expect(outline(files).map(({ files: own }) => own)).toEqual(files.map(({ path }) => [path]));
  });

  it('are what an index lists, whatever the names', () => {
    const index = indexOf('m/model.safetensors.index.json', {
      a: 'part-b.safetensors',
      b: './part-a.safetensors',
      c: '../../etc/part-c.safetensors',
      d: 'part-a.safetensors',
    });
    const files = filesOf('m/part-a.safetensors', 'm/extra.safetensors', 'm/part-b.safetensors');
    expect(outline(files, [index])).toEqual([
      {
        name: 'm',
        files: ['m/part-a.safetensors', 'm/part-b.safetensors'],
        missing: ['part-c.safetensors'],
      },
      { name: 'extra', files: ['m/extra.safetensors'], missing: [] },
    ]);
  });

  it('do not reach into other folders, nor mind an index without its shards', () => {
    const index = indexOf('m/model.safetensors.index.json', { a: 'model-00001-of-00001.safetensors' });
    const files = filesOf('n/model-00001-of-00001.safetensors');
    expect(groupFiles(files, [index])[0]!.index).toBeNull();
  });

  it('of the same name are told apart by path, and two files of the same path stay two', () => {
    expect(outline(filesOf('m/model.safetensors', 'm/pytorch_model.bin')).map(({ name }) => name)).toEqual([
      'm/model.safetensors',
      'm/pytorch_model.bin',
    ]);
    expect(outline(filesOf('a.pt', 'a.pt'))).toHaveLength(2);
    expect(outline(filesOf('0', '1'))).toHaveLength(2);
  });
});

describe('names of models', () => {
  it.each([
    ['', 'model', 'model'],
    ['', 'mixtral', 'mixtral'],
    ['downloads/Mixtral-8x7B', 'pytorch_model', 'Mixtral-8x7B'],
    ['Mixtral-8x7B', 'consolidated.00', 'Mixtral-8x7B'],
    ['runs', 'step-500', 'step-500'],
    [`models--mistralai--Mixtral-8x7B/snapshots/${'0f'.repeat(20)}`, 'model', 'Mixtral-8x7B'],
    ['x', '', 'x'],
    ['', '', 'model'],
  ])('in “%s”, “%s” is “%s”', (folder, stem, name) => expect(groupName(folder, stem)).toBe(name));
});

describe('names of shards', () => {
  it('are read with any number of digits', () => {
    expect(parseShardName('model-00002-of-00163.safetensors')).toEqual({
      prefix: 'model-',
      number: 2,
      total: 163,
      digits: 5,
      suffix: '-of-00163.safetensors',
    });
    expect(parseShardName('model-7-of-61.safetensors')).toMatchObject({ number: 7, total: 61, digits: 1 });
    expect(parseShardName('best-of-3.safetensors')).toBeNull();
    expect(parseShardName('model.safetensors')).toBeNull();
  });

  it('can not claim more shards than files can be opened', () => {
    expect(parseShardName('model-000001-of-999999.safetensors')).toBeNull();
    expect(shardSet([parseShardName('m-00001-of-20000.bin')!])).toHaveLength(20_000);
  });
});

describe('an index', () => {
  const bytesOf = (text: string) => new TextEncoder().encode(text);

  it.each([
    ['no JSON', 'oops'],
    ['no weight_map', '{}'],
    ['a list', '{"weight_map":["a"]}'],
    ['numbers for files', '{"weight_map":{"a":3}}'],
    ['no name', '{"weight_map":{"a":"folder/"}}'],
    ['the folder above', '{"weight_map":{"a":".."}}'],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseShardIndex(bytesOf(text), 'x.index.json')).toThrow(/malformed/);
  });

  it('takes names with a meaning in JavaScript as they are', () => {
    const index = parseShardIndex(
      bytesOf('{"weight_map":{"__proto__":"a.bin","x":"__proto__"}}'),
      'x.index.json',
    );
    expect([...index.shards]).toEqual([
      ['a.bin', ['__proto__']],
      ['__proto__', ['x']],
    ]);
  });
});

describe('files by name', () => {
  it('are sorted into weights, texts about them, and bystanders', () => {
    const sorted = sortByName(
      filesOf(
        'm/model.safetensors',
        'm/model.safetensors.index.json',
        'm/config.json',
        'm/generation_config.json',
        'm/tokenizer.json',
        'm/tokenizer.model',
        'm/README.md',
        'm/LICENSE',
        'm/.gitattributes',
        'm/.git/objects/ab/cdef',
        'm/.cache/huggingface/download/model.safetensors.metadata',
        'm/merges.txt',
        'm/figures/loss.png',
        'm/optimizer.pt',
        'm/rng_state_0.pth',
        'm/weird.dat',
      ),
    );
    const pathsOf = (files: readonly OpenableFile[]) => files.map(({ path }) => path);
    expect(pathsOf(sorted.weights)).toEqual(['m/model.safetensors', 'm/weird.dat']);
    expect(pathsOf(sorted.indexes)).toEqual(['m/model.safetensors.index.json']);
    expect(pathsOf(sorted.configs)).toEqual(['m/config.json']);
    expect(pathsOf(sorted.asides)).toEqual(['m/optimizer.pt', 'm/rng_state_0.pth']);
  });

  it('are weights where they were chosen themselves', () => {
    expect(sortByName(filesOf('run/optimizer.pt')).weights).toHaveLength(1);
    expect(sortByName(filesOf('optimizer.pt', 'model.pt')).weights).toHaveLength(2);
    expect(sortByName(filesOf('.models/a.pt')).weights).toHaveLength(1);
    expect(sortByName(filesOf('net.model', 'vocabulary.pt')).weights).toHaveLength(2);
  });

  it('promise weights by their extension, or by a shard’s number', () => {
    const promising = ['a.safetensors', 'x/pytorch_model.bin', 'model-00001-of-00002.gguf', 'a.npz', 'a.h5'];
    expect(filesOf(...promising).every(promisesWeights)).toBe(true);
    expect(filesOf('a.bin', 'a.h6', 'a').some(promisesWeights)).toBe(false);
  });
});
