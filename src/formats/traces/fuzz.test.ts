/**
 * Every importer of the registry against thousands of damaged traces: each ends in a reading that makes sense or in a
 * Fault, and reads no more than in proportion to its files. A new importer needs a fixture, and nothing else.
 */
import { describe, expect, it } from 'vitest';
import type { OpenableFile, SourceRecipe } from '../../core/checkpoint.ts';
import { Fault } from '../../core/fault.ts';
import { explainFinding } from '../../core/trace/finding-words.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { seededRandom } from '../../core/random.ts';
import { countingSource, noReads } from '../../testing/counting-source.ts';
import { mutate } from '../../testing/mutations.ts';
import { fixtureFiles, openableBytes, textFiles } from '../../testing/trace-seeds.ts';
import { sourceOf } from '../sources/source-of.ts';
import { traceFormats } from './index.ts';
import { findTraces } from './open-traces.ts';
import { readTrace } from './read-trace.ts';

const MUTANTS = 150;

/** What may be read, at most: a file's parts a few times over, and a first look. */
const READ_FACTOR = 60;
const READ_BYTES = 1_000_000;

const all = [...fixtureFiles(), ...textFiles];
const { traces, others } = await findTraces(all);

it('has a whole trace of every importer, and nothing else', () => {
  const covered = new Set(traces.map(({ format }) => format));
  expect([...covered].sort()).toEqual(traceFormats.map(({ id }) => id).sort());
  expect(others.map(({ path }) => path)).toEqual([]);
});

function bytesOf({ recipe }: { recipe: SourceRecipe }): Uint8Array {
  return recipe.kind === 'bytes' ? recipe.bytes : new Uint8Array(0);
}

/** One of its files damaged. */
function mutant(trace: Trace, random: ReturnType<typeof seededRandom>): OpenableFile[] {
  const damaged = random.below(trace.files.length);
  return trace.files.map(({ path, file }, i) => {
    const donor = all[random.below(all.length)]!;
    const bytes = bytesOf(file);
    return openableBytes(path, i === damaged ? mutate(bytes, random, bytesOf(donor)) : bytes);
  });
}

function partsOf(files: readonly OpenableFile[]): Trace['files'] {
  return files.map((file) => {
    const { name, size } = sourceOf(file.recipe);
    return { path: file.path, file: { name, size, recipe: file.recipe } };
  });
}

function expectSense({ layers, scores, findings, ...rest }: TraceReading): void {
  expect(rest.name).not.toBe('');
  layers.forEach(({ layer, experts, counts, tokens, ...reading }, i) => {
    expect(i === 0 || layers[i - 1]!.layer < layer).toBe(true);
    expect(counts.choices).toHaveLength(experts);
    for (const values of [counts.choices, counts.firstChoices, counts.tokensBySize]) {
      expect(values.every((value) => value >= 0 && value < Infinity)).toBe(true);
    }
    expect(tokens === null || (tokens >= 0 && tokens < Infinity)).toBe(true);
    for (const matrix of [
      reading.documents,
      reading.steps?.choices,
      reading.pairs?.counts,
      reading.flow?.counts,
    ]) {
      if (matrix) expect(matrix.values).toHaveLength(matrix.rows * matrix.columns);
    }
    if (reading.classes) expect(reading.classes.choices.columns).toBe(reading.classes.tokens.length);
  });
  for (const { layers: ids, values } of scores) expect(values.rows).toBe(ids.length);
  for (const found of findings) expect(explainFinding(found).body).not.toMatch(/undefined|NaN (?!or)/);
}

describe.each(traces.map((trace, number) => [`${trace.format}: ${trace.name}`, { trace, number }] as const))(
  '%s',
  (_, { trace, number }) => {
    it(
      'damaged in any way ends in a reading that makes sense, or in a fault',
      { timeout: 60_000 },
      async () => {
        const random = seededRandom(2000 + number);
        for (let turn = 0; turn < MUTANTS; turn++) {
          const files = mutant(trace, random);
          const found = await findTraces(files);
          expect(found.traces.length + found.others.length).toBeGreaterThan(0);
          const count = noReads();
          try {
            const damaged = { ...trace, files: partsOf(files) };
            const reading = await readTrace(damaged, {
              sourceOf: (recipe) => countingSource(sourceOf(recipe), count),
              corrects: () => turn % 2 === 0,
            });
            expectSense(reading);
          } catch (error) {
            if (!(error instanceof Fault)) throw new Error(`mutant ${turn}`, { cause: error });
          }
          const bytes = files.reduce((total, file) => total + bytesOf(file).length, 0);
          expect(count.bytes, `mutant ${turn}`).toBeLessThan(READ_FACTOR * bytes + READ_BYTES);
          expect(found.traces.length + found.others.length).toBeGreaterThan(0);
        }
      },
    );

    it('cut anywhere ends in a reading that makes sense, or in a fault', { timeout: 60_000 }, async () => {
      const [first, ...rest] = trace.files;
      const bytes = bytesOf(first!.file);
      for (let cut = 0; cut < 24; cut++) {
        const short = openableBytes(first!.path, bytes.subarray(0, Math.floor((cut / 24) * bytes.length)));
        try {
          const files = [...partsOf([short]), ...rest];
          expectSense(await readTrace({ ...trace, files }, { corrects: () => true }));
        } catch (error) {
          if (!(error instanceof Fault)) throw new Error(`cut ${cut}`, { cause: error });
        }
      }
    });
  },
);
