import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OpenableFile } from '../../core/checkpoint.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { fileOf } from '../../testing/safetensors-files.ts';
import { fixtureFiles, openableBytes, textFiles } from '../../testing/trace-seeds.ts';
import { HEAD_BYTES } from '../format.ts';
import { openCheckpoints } from '../open.ts';
import { sourceOf } from '../sources/source-of.ts';
import { findTraces } from './open-traces.ts';

const all = [...fixtureFiles(), ...textFiles];

function at(...paths: readonly string[]): OpenableFile[] {
  return paths.map((path) => all.find((file) => file.path === path)!);
}

function moved(file: OpenableFile, path: string): OpenableFile {
  return file.recipe.kind === 'bytes' ? openableBytes(path, file.recipe.bytes) : file;
}

const model = openableBytes('model.safetensors', fileOf([['layers.0.mlp.gate.weight', 'F32', [4, 8]]]));

describe('files that were dropped together', () => {
  it('are told apart by what they hold: traces here, everything else there', async () => {
    const [olmoe] = at('olmoe/c4_results_5000.jsonl');
    const readme = openableBytes('README.md', new TextEncoder().encode('layer,expert\n0,1\n'));
    const { traces, others } = await findTraces([model, olmoe!, readme]);
    expect(traces).toMatchObject([{ format: 'olmoe-jsonl', name: 'c4_results_5000.jsonl' }]);
    expect(others.map(({ path }) => path)).toEqual(['model.safetensors', 'README.md']);
    const { checkpoints, faults } = await openCheckpoints(others, { isAnyOpen: true });
    expect(checkpoints.map(({ name }) => name)).toEqual(['model']);
    expect(faults).toEqual([]);
  });

  it('open without a word of the rest where only a trace is in them', async () => {
    const { others } = await findTraces(at('tensorrt-llm/rank0.safetensors', 'tensorrt-llm/meta_info.json'));
    expect(others).toEqual([]);
    expect(await openCheckpoints(others, { isAnyOpen: true })).toEqual({
      checkpoints: [],
      faults: [],
      notices: [],
    });
  });

  it('of several ranks are one trace, with what belongs to them beside', async () => {
    const { traces } = await findTraces(
      at('tensorrt-llm/meta_info.json', 'tensorrt-llm/rank0.safetensors', 'tensorrt-llm/rank1.safetensors'),
    );
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({ format: 'tensorrt-llm', name: 'tensorrt-llm' });
    expect(traces[0]!.files.map(({ path }) => path)).toEqual([
      'tensorrt-llm/rank0.safetensors',
      'tensorrt-llm/rank1.safetensors',
      'tensorrt-llm/meta_info.json',
    ]);
  });

  it('of several folders are several traces, and so are those of several producers', async () => {
    const [rank] = at('tensorrt-llm/rank0.safetensors');
    const [olmoe] = at('olmoe/c4_results_5000.jsonl');
    const files = [
      moved(rank!, 'a/rank0.safetensors'),
      moved(rank!, 'b/rank0.safetensors'),
      moved(olmoe!, 'a/x'),
    ];
    const { traces } = await findTraces(files);
    expect(traces.map(({ format, files: own }) => [format, ...own.map(({ path }) => path)])).toEqual([
      ['tensorrt-llm', 'a/rank0.safetensors'],
      ['tensorrt-llm', 'b/rank0.safetensors'],
      ['olmoe-jsonl', 'a/x'],
    ]);
  });

  it('have a fingerprint that goes by content, whatever they are called', async () => {
    const [olmoe] = at('olmoe/c4_results_5000.jsonl');
    const [here] = (await findTraces([olmoe!])).traces;
    const [there] = (await findTraces([moved(olmoe!, 'elsewhere/unknown')])).traces;
    expect(there!.fingerprint).toBe(here!.fingerprint);
    expect(here!.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('that are damaged, empty or gone are for others to explain', async () => {
    const gone = { path: 'gone.pt', recipe: { kind: 'path', path: '/nowhere/gone.pt' } } as const;
    const { traces, others } = await findTraces([gone, openableBytes('empty.jsonl', new Uint8Array(0))]);
    expect(traces).toEqual([]);
    expect(others.map(({ path }) => path)).toEqual(['gone.pt', 'empty.jsonl']);
  });

  it('are looked into no further than need be, and their first bytes are handed on', async () => {
    const sample = new URL('../../../public/samples/gaussian.safetensors', import.meta.url);
    const bytes = new Uint8Array(readFileSync(sample));
    const count = noReads();
    const { others } = await findTraces([openableBytes('gaussian.safetensors', bytes)], {
      sourceOf: (recipe) => countingSource(sourceOf(recipe), count),
    });
    expect(others[0]!.head).toEqual(bytes.subarray(0, HEAD_BYTES));
    expect(count.bytes).toBeLessThan(100_000);
  });
});
