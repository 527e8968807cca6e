import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OpenableFile } from '../core/checkpoint.ts';
import { Fault, isAbort, notice, type FaultWire } from '../core/fault.ts';
import { countingSource, noReads } from '../testing/counting-source.ts';
import { fileOf, fileWithHeader, type TensorSpec } from '../testing/safetensors-files.ts';
import { sharedFixture } from '../testing/shared.ts';
import { MAX_FILES } from './limits.ts';
import { openCheckpoints, type OpenProgress } from './open.ts';
import { sourceOf } from './sources/source-of.ts';

function file(path: string, content: Uint8Array | string): OpenableFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { path, recipe: { kind: 'bytes', name: path.slice(path.lastIndexOf('/') + 1), bytes } };
}

function model(path: string, ...names: string[]): OpenableFile {
  return file(path, fileOf(names.map((name): TensorSpec => [name, 'F32', [2, 2]])));
}

function index(path: string, map: Record<string, string>): OpenableFile {
  return file(path, JSON.stringify({ metadata: { total_size: 32 }, weight_map: map }));
}

function codes(wires: readonly FaultWire[]): string[] {
  return wires.map(({ code }) => code);
}

const shard = (number: number, total: number) => `model-0000${number}-of-0000${total}.safetensors`;

describe('opening one model', () => {
  it('gives a checkpoint', async () => {
    const bytes = fileOf([['w', 'BF16', [2, 3]]], { format: 'pt' });
    const opened = await openCheckpoints([file('tiny.safetensors', bytes)]);
    expect(opened).toEqual({
      checkpoints: [
        {
          name: 'tiny',
          format: 'safetensors',
          formatName: 'safetensors',
          files: [
            {
              name: 'tiny.safetensors',
              size: bytes.length,
              recipe: { kind: 'bytes', name: 'tiny.safetensors', bytes },
            },
          ],
          tensors: [
            {
              name: 'w',
              dtype: 'BF16',
              shape: [2, 3],
              file: 0,
              startByte: bytes.length - 12,
              byteLength: 12,
            },
          ],
          config: null,
          metadata: { format: 'pt' },
          notices: [],
        },
      ],
      faults: [],
      notices: [],
    });
  });

  const fixture = sharedFixture('fixtures/safetensors/jfk-codes.safetensors');

  it.skipIf(fixture === null)('goes by content, not by name (needs the shared fixtures)', async () => {
    const bytes = new Uint8Array(readFileSync(fixture!));
    const { checkpoints } = await openCheckpoints([file('unknown', bytes)]);
    expect(checkpoints.map(({ name, format }) => [name, format])).toEqual([['unknown', 'safetensors']]);
  });

  it('ends in one fault wherever its file is cut', async () => {
    const whole = fileOf([
      ['a', 'F32', [2, 2]],
      ['b', 'BF16', [3]],
    ]);
    for (let length = 0; length < whole.length; length++) {
      const { checkpoints, faults } = await openCheckpoints([file('unknown', whole.subarray(0, length))]);
      expect(checkpoints, `cut at ${length}`).toEqual([]);
      expect(codes(faults)).toHaveLength(1);
      expect(codes(faults)).not.toContain('internal');
    }
  });

  it('joins shards without an index, and counts files across them', async () => {
    const { checkpoints, faults } = await openCheckpoints([
      model(`m/${shard(2, 2)}`, 'c'),
      model(`m/${shard(1, 2)}`, 'a', 'b'),
    ]);
    expect(faults).toEqual([]);
    expect(checkpoints).toHaveLength(1);
    expect(checkpoints[0]!.name).toBe('m');
    expect(checkpoints[0]!.files.map(({ name }) => name)).toEqual([shard(1, 2), shard(2, 2)]);
    expect(checkpoints[0]!.tensors.map((tensor) => [tensor.name, tensor.file])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 1],
    ]);
    expect(checkpoints[0]!.notices).toEqual([]);
  });

  it('opens several models at once, in the order they came', async () => {
    const { checkpoints } = await openCheckpoints([
      model('b.safetensors', 'w'),
      model('mixtral/model.safetensors', 'w'),
      model('a.safetensors', 'w'),
    ]);
    expect(checkpoints.map(({ name }) => name)).toEqual(['b', 'mixtral', 'a']);
  });

  it('reads each file twice at most, and never its elements', async () => {
    const shards = Array.from({ length: 9 }, (_, i) =>
      file(shard(i + 1, 9), fileOf([[`layer.${i}.weight`, 'F32', [200, 300]]])),
    );
    const count = noReads();
    const { checkpoints } = await openCheckpoints(shards, {
      sourceOf: (recipe) => countingSource(sourceOf(recipe), count),
    });
    expect(checkpoints[0]!.tensors).toHaveLength(9);
    expect(count.reads).toBeLessThanOrEqual(2 * 9);
    expect(count.endByte).toBeLessThanOrEqual(1024);
  });

  it('reads a long header with one more read, up to its end', async () => {
    const many = Array.from({ length: 100 }, (_, i): TensorSpec => [`layer.${i}.weight`, 'F32', [30, 30]]);
    const bytes = fileOf(many);
    const headerEnd = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const count = noReads();
    await openCheckpoints([file('a.safetensors', bytes)], {
      sourceOf: (recipe) => countingSource(sourceOf(recipe), count),
    });
    expect(count).toEqual({ reads: 2, bytes: 1024 + headerEnd - 8, endByte: headerEnd });
  });

  it('tells how far it is', async () => {
    const seen: OpenProgress[] = [];
    await openCheckpoints([model('a.safetensors', 'w'), file('b.safetensors', '')], {
      report: (progress) => seen.push(progress),
    });
    expect(seen).toEqual([
      { openedFiles: 1, files: 2 },
      { openedFiles: 2, files: 2 },
    ]);
  });

  it('stops when aborted, which is no fault', async () => {
    const stop = new AbortController();
    const files = Array.from({ length: 20 }, (_, i) => model(`${i}.safetensors`, 'w'));
    const opening = openCheckpoints(files, { signal: stop.signal, report: () => stop.abort() });
    await expect(opening).rejects.toSatisfy(isAbort);
  });
});

describe('config.json', () => {
  const config = (path: string) => file(path, '{"model_type":"mixtral"}');

  it('is found beside its model', async () => {
    const { checkpoints } = await openCheckpoints([
      model('a/model.safetensors', 'w'),
      model('b/model.safetensors', 'w'),
      config('b/config.json'),
    ]);
    expect(checkpoints.map(({ config: found }) => found)).toEqual([null, { model_type: 'mixtral' }]);
  });

  it('counts for the only model, wherever it lies', async () => {
    const { checkpoints } = await openCheckpoints([config('config.json'), model('a/model.safetensors', 'w')]);
    expect(checkpoints[0]!.config).toEqual({ model_type: 'mixtral' });
  });

  it('is put aside if it is none, with a word', async () => {
    const { checkpoints, faults } = await openCheckpoints([
      model('a/model.safetensors', 'w'),
      file('a/config.json', '{"model_type":'),
    ]);
    expect(faults).toEqual([]);
    expect(checkpoints[0]!.config).toBeNull();
    expect(checkpoints[0]!.notices).toEqual([
      notice('bad-companion-file', { file: 'config.json', detail: 'the text is not valid JSON' }),
    ]);
  });
});

describe('shards that are missing', () => {
  it('are named by the index, with what they hold', async () => {
    const { checkpoints } = await openCheckpoints([
      model(`m/${shard(1, 3)}`, 'a'),
      index('m/model.safetensors.index.json', {
        a: shard(1, 3),
        b: shard(2, 3),
        c: shard(2, 3),
        d: shard(3, 3),
      }),
    ]);
    expect(checkpoints[0]!.notices).toEqual([
      notice('missing-shard', { shards: [shard(2, 3), shard(3, 3)], tensors: 3 }),
    ]);
  });

  it('are named by the numbers of the others', async () => {
    const { checkpoints } = await openCheckpoints([model(shard(2, 2), 'b')]);
    expect(checkpoints[0]!.notices).toEqual([notice('missing-shard', { shards: [shard(1, 2)], tensors: 0 })]);
  });

  it('keep weights from being drawn whose scales went with them', async () => {
    const fp8: TensorSpec = ['w.weight', 'F8_E4M3', [4, 4]];
    const half = file(shard(1, 2), fileOf([fp8]));
    const indexed = index('model.safetensors.index.json', {
      'w.weight': shard(1, 2),
      'w.weight_scale_inv': shard(2, 2),
    });
    const [withIndex] = (await openCheckpoints([half, indexed])).checkpoints;
    expect(withIndex!.tensors[0]!.undrawn).toBe('needs-scale');
    const [alone] = (await openCheckpoints([file('w.safetensors', fileOf([fp8]))])).checkpoints;
    expect(alone!.tensors[0]!.undrawn).toBeUndefined();
  });

  it('may be there but damaged: a fault for the file, and the rest is read', async () => {
    const { checkpoints, faults } = await openCheckpoints([
      model(`m/${shard(1, 2)}`, 'a'),
      file(`m/${shard(2, 2)}`, fileOf([['b', 'F32', [9, 9]]]).subarray(0, 200)),
    ]);
    expect(codes(faults)).toEqual(['tensor-outside-file']);
    expect(checkpoints[0]!.tensors.map(({ name }) => name)).toEqual(['a']);
    expect(checkpoints[0]!.notices).toEqual([notice('missing-shard', { shards: [shard(2, 2)], tensors: 0 })]);
  });

  it('are told once where all are damaged alike', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 4976698672\n';
    const files = [1, 2, 3].map((number) => file(`m/${shard(number, 3)}`, pointer));
    const { checkpoints, faults } = await openCheckpoints(files);
    expect(checkpoints).toEqual([]);
    expect(codes(faults)).toEqual(['unsupported-format']);
  });
});

describe('shards that do not belong together', () => {
  async function faultsOf(...files: OpenableFile[]): Promise<readonly FaultWire[]> {
    const other = model('other/model.safetensors', 'w');
    const { checkpoints, faults } = await openCheckpoints([...files, other]);
    expect(checkpoints.map(({ name }) => name)).toEqual(['other']);
    return faults;
  }

  it('hold the same tensor twice', async () => {
    expect(await faultsOf(model(shard(1, 2), 'a', 'b'), model(shard(2, 2), 'b', 'c'))).toEqual([
      notice('duplicate-tensor', { file: shard(1, 2), tensor: 'b', other: shard(2, 2) }),
    ]);
  });

  it('hold it in two shapes', async () => {
    const other = file(shard(2, 2), fileOf([['b', 'BF16', [3]]]));
    expect(await faultsOf(model(shard(1, 2), 'b'), other)).toEqual([
      notice('mixed-shards', {
        first: shard(1, 2),
        second: shard(2, 2),
        detail: '“b” is F32 [2, 2] in one and BF16 [3] in the other',
      }),
    ]);
  });

  it('are of two widths', async () => {
    const norm = (layer: number, width: number): TensorSpec => [
      `model.layers.${layer}.input_layernorm.weight`,
      'BF16',
      [width],
    ];
    const [fault] = await faultsOf(
      file(shard(1, 2), fileOf([norm(0, 8), norm(1, 8)])),
      file(shard(2, 2), fileOf([norm(2, 4)])),
    );
    expect(fault).toEqual(
      notice('mixed-shards', {
        first: shard(1, 2),
        second: shard(2, 2),
        detail: 'one has layers 8 wide, the other 4',
      }),
    );
  });

  it('are not what the index lists', async () => {
    const map = index('model.safetensors.index.json', { a: shard(1, 2), b: shard(2, 2) });
    expect(await faultsOf(model(shard(1, 2), 'a'), model(shard(2, 2), 'x'), map)).toEqual([
      notice('mixed-shards', {
        first: 'model.safetensors.index.json',
        second: shard(2, 2),
        detail: 'none of the 1 tensors listed for it is there',
      }),
    ]);
  });
});

describe('an index that is not right', () => {
  it('is put aside if it fits no shard', async () => {
    const { checkpoints, faults } = await openCheckpoints([
      model(`m/${shard(1, 2)}`, 'a'),
      index('m/model.safetensors.index.json', { x: shard(1, 2), y: 'part.safetensors' }),
    ]);
    expect(faults).toEqual([]);
    expect(checkpoints[0]!.notices).toEqual([
      notice('missing-shard', { shards: [shard(2, 2)], tensors: 0 }),
      notice('bad-companion-file', {
        file: 'model.safetensors.index.json',
        detail: `none of the tensors that it lists for ${shard(1, 2)} is there`,
      }),
    ]);
  });

  it('is used with a word if it lists tensors that are nowhere', async () => {
    const { checkpoints } = await openCheckpoints([
      model(`m/${shard(1, 2)}`, 'a', 'c'),
      model(`m/${shard(2, 2)}`, 'b'),
      index('m/model.safetensors.index.json', {
        a: shard(1, 2),
        b: shard(1, 2),
        c: shard(2, 2),
        gone: shard(1, 2),
      }),
    ]);
    expect(codes(checkpoints[0]?.notices ?? [])).toEqual(['bad-companion-file']);
  });

  it('is put aside if it can not be read, or is too large', async () => {
    const { checkpoints } = await openCheckpoints([
      model('m/model.safetensors', 'a'),
      file('m/model.safetensors.index.json', '[]'),
    ]);
    expect(checkpoints[0]!.notices).toEqual([
      notice('bad-companion-file', {
        file: 'model.safetensors.index.json',
        detail: 'the index is no JSON object',
      }),
    ]);
  });
});

describe('files that hold no weights', () => {
  it('are passed over in silence where they usually lie beside a model', async () => {
    const names = ['README.md', 'tokenizer.json', 'tokenizer.model', '.gitattributes', 'merges.txt', 'a.png'];
    const { notices, faults } = await openCheckpoints([
      model('m/model.safetensors', 'w'),
      ...names.map((name) => file(`m/${name}`, 'x')),
    ]);
    expect([notices, faults]).toEqual([[], []]);
  });

  it('are named in one notice where they came with a folder', async () => {
    const { notices, faults } = await openCheckpoints([
      model('m/model.safetensors', 'w'),
      file('m/model.tflite', '\0\0\0\0TFL3'),
      file('m/weird.dat', 'weird'),
      file('m/empty.dat', ''),
      file('m/optimizer.pt', 'x'),
    ]);
    expect(faults).toEqual([]);
    expect(notices).toEqual([
      notice('ignored-files', { files: ['optimizer.pt', 'model.tflite', 'weird.dat', 'empty.dat'] }),
    ]);
  });

  it('are faults where they were chosen themselves, or promise weights', async () => {
    const { checkpoints, faults } = await openCheckpoints([
      model('a.safetensors', 'w'),
      file('weird.dat', 'weird'),
      file('m/damaged.safetensors', 'damaged'),
      file('m/empty.pt', ''),
    ]);
    expect(checkpoints).toHaveLength(1);
    expect(codes(faults)).toEqual(['unknown-format', 'unknown-format', 'empty-file']);
  });

  it('are one fault, not a hundred, where a folder holds nothing else', async () => {
    const files = Array.from({ length: 100 }, (_, i) => file(`photos/${i}.raw`, 'picture'));
    const { faults, notices } = await openCheckpoints(files);
    expect(codes(faults)).toEqual(['unknown-format']);
    expect(notices[0]!.facts).toMatchObject({ files: expect.objectContaining({ length: 99 }) as string[] });
  });

  it('are named where nothing else was given', async () => {
    const noTensors = (name: string) => [notice('no-tensors', { file: name })];
    expect((await openCheckpoints([file('m/README.md', 'x')])).faults).toEqual(noTensors('README.md'));
    expect((await openCheckpoints([file('config.json', '{}')])).faults).toEqual(noTensors('config.json'));
    expect((await openCheckpoints([model('a.safetensors')])).faults).toEqual(noTensors('a.safetensors'));
    expect(await openCheckpoints([])).toEqual({ checkpoints: [], faults: [], notices: [] });
  });
});

describe('files that are refused', () => {
  it('show their first 16 bytes if nobody knows them', async () => {
    const { faults } = await openCheckpoints([file('a.bin', '0123456789abcdefgh')]);
    expect(faults).toEqual([
      notice('unknown-format', {
        file: 'a.bin',
        size: 18,
        headHex: '30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66',
      }),
    ]);
  });

  it('do not keep others from opening', async () => {
    const { checkpoints, faults } = await openCheckpoints([
      file('empty.safetensors', ''),
      file('hostile.safetensors', fileWithHeader('{"w":null}', { headerLength: 2n ** 63n })),
      model('good.safetensors', 'w'),
    ]);
    expect(codes(faults)).toEqual(['empty-file', 'over-limit']);
    expect(checkpoints.map(({ name }) => name)).toEqual(['good']);
  });

  it('are not even looked at if there are too many', async () => {
    const files = new Array<OpenableFile>(MAX_FILES + 1).fill(model('a.safetensors', 'w'));
    expect(codes((await openCheckpoints(files)).faults)).toEqual(['over-limit']);
  });

  it('pass on what a source says, and own up to what nobody expected', async () => {
    const { faults } = await openCheckpoints([model('a.safetensors', 'w'), model('b.safetensors', 'w')], {
      sourceOf: (recipe) => {
        if (recipe.kind === 'bytes' && recipe.name === 'a.safetensors')
          throw new Fault('file-changed', { file: 'a' });
        throw new TypeError('x is not a function');
      },
    });
    expect(codes(faults)).toEqual(['file-changed', 'internal']);
  });
});
