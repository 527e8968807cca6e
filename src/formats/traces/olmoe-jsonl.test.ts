import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { olmoeJsonl } from './olmoe-jsonl.ts';

const random = seededRandom(11);

/** Tokens, choices and layers of one line. */
function sequence(tokens: number, slots: number, layers: number) {
  const ids = () => Array.from({ length: layers }, () => random.below(8));
  return {
    input_ids: Array.from({ length: tokens }, () => random.below(50_000)),
    predicted_token_ids: Array.from({ length: tokens }, () => random.below(50_000)),
    exp_ids: Array.from({ length: tokens }, () => Array.from({ length: slots }, ids)),
  };
}

/** As Python writes it: spaces behind commas and colons. */
function pythonLine(value: object): string {
  return JSON.stringify(value).replaceAll(',', ', ').replaceAll('":', '": ');
}

const sequences = [sequence(5, 3, 2), sequence(4, 3, 2)];
const text = sequences.map((line) => `${pythonLine(line)}\n`).join('');

describe('OLMoE’s lines', () => {
  it('are told by what they hold', async () => {
    expect(await olmoeJsonl.recognises(textFile('unknown', text))).toBe(true);
    expect(await olmoeJsonl.recognises(textFile('unknown', pythonLine(sequence(20_000, 2, 2))))).toBe(true);
    expect(await olmoeJsonl.recognises(textFile('c4_results.jsonl', '{"text": "exp_ids"}'))).toBe(false);
  });

  it('become choices: layers innermost, the best expert first', async () => {
    const { choices, facts, batches, findings } = await readRecorded(olmoeJsonl, [
      textFile('c4_results.jsonl', text),
    ]);
    const expected = sequences.flatMap(({ exp_ids, input_ids }, document) =>
      exp_ids.flatMap((token, t) =>
        [0, 1].map((layer) => ({
          layer,
          document,
          step: null,
          experts: token.map((slot) => slot[layer]),
          weights: null,
          tokenId: input_ids[t],
          label: null,
        })),
      ),
    );
    expect(choices).toEqual(expected);
    expect(batches).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(facts).toEqual({ topK: 3, order: 'weight', documentName: 'sequence', dataset: 'C4' });
    expect(findings).toEqual([]);
  });

  it('of an earlier checkpoint have its step', async () => {
    const { choices, facts } = await readRecorded(olmoeJsonl, [textFile('c4_results_120000.jsonl', text)]);
    expect(facts.stepName).toBe('training step');
    expect(choices[0]?.step).toBe(120_000);
  });

  it('that are something else are left out, and told of', async () => {
    const odd = [pythonLine(sequence(2, 2, 2)), 'null', '{"exp_ids": [[1, 2], [3]]}', '{"input_ids": [1]}'];
    const file = textFile('a', text + odd.map((line) => `${line}\n`).join(''));
    const { choices, findings } = await readRecorded(olmoeJsonl, [file]);
    expect(choices).toHaveLength(18);
    expect(findings).toEqual([
      {
        code: 'unreadable-lines',
        facts: { file: 'a', lines: 4, first: 3, detail: 'has 2 choices in 2 layers, others have 3 in 2' },
        treatment: 'told',
      },
    ]);
  });

  it('without ids of tokens are read without', async () => {
    const { choices } = await readRecorded(olmoeJsonl, [
      textFile('a', '{"exp_ids": [[[1]], [[0]]], "input_ids": [5]}'),
    ]);
    expect(choices.map(({ experts, tokenId }) => [experts, tokenId])).toEqual([
      [[1], null],
      [[0], null],
    ]);
  });

  it('tell how far they are read, and stop when they are told to', async () => {
    const long = textFile('a', text.repeat(20_000));
    const told: number[] = [];
    const stop = new AbortController();
    const sink = { describe: () => undefined, tokens: () => undefined, find: () => undefined } as never;
    const reading = olmoeJsonl.read([long], sink, {
      corrects: () => true,
      signal: stop.signal,
      report: ({ readBytes, totalBytes }) => {
        told.push(readBytes / totalBytes);
        if (told.length === 2) stop.abort();
      },
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toHaveLength(2);
    expect(told[0]).toBeGreaterThan(0);
    expect(told[1]).toBeGreaterThan(told[0]!);
    expect(told[1]).toBeLessThan(1);
  });

  it('cut off anywhere keep what is whole', async () => {
    const bytes = new TextEncoder().encode(text);
    const secondLine = text.indexOf('\n') + 1;
    const cut = textFile('a', text.slice(0, -30));
    expect((await readRecorded(olmoeJsonl, [cut])).findings.map(({ code }) => code)).toEqual(['cut-short']);
    const ends = await readCutOff(
      olmoeJsonl,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(ends.slice(secondLine)).toEqual(ends.slice(secondLine).map(() => 'read'));
    expect(new Set(ends.slice(0, secondLine - 2))).toEqual(new Set(['unknown', 'malformed']));
  });
});
