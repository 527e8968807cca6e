/**
 * Traces of text, Parquet and our own forms, as Python writes them (fixtures/make-text.py and make-parquet.py): each
 * comes to the counts that NumPy counted, and to the reading beside it; then under another name, and cut off.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../core/fault.ts';
import { collectFiles, traceFile } from '../../testing/trace-of.ts';
import { countsOf, cutLengths, fixtureFiles, formatOf } from '../../testing/trace-fixtures.ts';
import { traceSummary } from '../../testing/trace-summary.ts';
import truthFile from './fixtures/truth-text.json' with { type: 'json' };
import { traceFormats } from './index.ts';

const folder = join(import.meta.dirname, 'fixtures');
const truth = truthFile as Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

/** Fixture (a file, or a folder of files that are one trace) → the importer that must have it. */
const fixtures: Readonly<Record<string, string>> = {
  'olmoe-lines/c4_results.jsonl': 'olmoe-jsonl',
  megatron: 'megatron',
  'moe-vis/expert_trace.jsonl': 'moe-vis',
  'llama.cpp/moe_trace.csv': 'moe-trace-csv',
  'llama.cpp/expert_stats.json': 'expert-profile',
  'gpt-oss/Optics.json': 'gpt-oss-fingerprint',
  'flame-moe/iter_0540': 'flame-moe',
  'moe-scope/rows.jsonl': 'moe-scope-lines',
  'moe-scope/blocks.jsonl': 'moe-scope-lines',
  'moe-scope/counts.jsonl': 'moe-scope-lines',
  'moe-scope/experts.safetensors': 'moe-scope-arrays',
  'moe-scope/counts.safetensors': 'moe-scope-arrays',
  // written by the snippet of docs/traces.md, with random logits
  'moe-scope/snippet.safetensors': 'moe-scope-arrays',
  'moe-scope/routing-trace.json': 'moe-scope-run',
  'tables/experts.csv': 'score-table-text',
  'tables/layers.tsv': 'score-table-text',
  'tables/saliency.json': 'score-table-text',
  'tables/bare.csv': 'score-table-text',
};

/** Their names say which layer they are. */
const NAMED = 'flame-moe';

/** Lines without an end may be whole: the last number of a table that was cut off is another number. */
const OPEN_ENDED = 'score-table-text';

function filesOf(fixture: string, nameOf?: (name: string) => string) {
  return fixtureFiles(join(folder, fixture), nameOf);
}

describe.each(Object.entries(fixtures))('%s', (fixture, id) => {
  const format = traceFormats.find((each) => each.id === id)!;
  const known = truth[fixture];

  it('is recognised, and its companions are not', async () => {
    for (const file of filesOf(fixture)) {
      const isCompanion = format.companions?.test(file.name) ?? false;
      expect((await formatOf(file))?.id, file.name).toBe(isCompanion ? undefined : id);
    }
  });

  it('comes to the reading beside it', async () => {
    const reading = await collectFiles(format, filesOf(fixture));
    if (known) expect(countsOf(reading)).toEqual(known);
    const text = `${JSON.stringify(traceSummary(reading), null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, `${fixture}.golden.json`));
  });

  it('is told by its content alone', async () => {
    const [unknown] = filesOf(fixture, () => 'unknown').slice(-1);
    expect((await formatOf(unknown!))?.id).toBe(id);
    if (id === NAMED) return;
    const traces = filesOf(fixture).filter(({ name }) => !(format.companions?.test(name) ?? false));
    const unnamed = traces.map((file) => ({ ...file, name: 'unknown', path: 'unknown' }));
    expect(countsOf(await collectFiles(format, unnamed))).toEqual(
      countsOf(await collectFiles(format, traces)),
    );
  });

  it('cut off anywhere ends in a fault, or in no more than what came before', async () => {
    const files = filesOf(fixture);
    const last = files.at(-1)!;
    const bytes = await last.source.read(0, last.size);
    const whole = countsOf(await collectFiles(format, [last]));
    for (const length of cutLengths(bytes.length)) {
      const cut = traceFile('cut', bytes.subarray(0, length));
      const found = await formatOf(cut);
      if (found === undefined) continue;
      const outcome = await collectFiles(found, [cut]).catch((error: unknown) => error as Error);
      if (outcome instanceof Error) expect(outcome, `at byte ${length}`).toBeInstanceOf(Fault);
      else if (id !== OPEN_ENDED) {
        for (const [layer, counts] of Object.entries(countsOf(outcome))) {
          counts.forEach((count, expert) => expect(count).toBeLessThanOrEqual(whole[layer]?.[expert] ?? 0));
        }
      }
    }
  });
});
