import { describe, expect, it } from 'vitest';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { moeTraceCsv } from './moe-trace-csv.ts';

/** Two tokens at once in layers 1 and 3, then one. */
const text = '1,0\n1,2\n1,2\n1,3\n3,1\n3,0\n3,1\n3,2\n1,70\n1,0\n3,3\n3,1\n';

describe('a trace of moe-trace', () => {
  it.each([
    ['rows', text, true],
    ['rows with Windows line ends', text.replaceAll('\n', '\r\n'), true],
    ['a header', `layer,expert\n${text}`, false],
    ['three columns', '1,0,1\n1,1,1\n1,2,1\n1,3,1\n', false],
    ['layers in no order', '1,0\n2,1\n1,1\n3,1\n2,1\n', false],
    ['fractions', '1,0.5\n1,1\n1,1\n1,1\n', false],
    ['too few lines to tell', '1,0\n1,1\n', false],
    ['ids that no expert has', '1,0\n1,1\n1,2\n1,99999\n', false],
    ['nothing', '', false],
  ])('is told by what it holds: %s', async (_, content, isTrace) => {
    expect(await moeTraceCsv.recognises(textFile('moe_trace.csv', content))).toBe(isTrace);
  });

  it('is counts by batch', async () => {
    const { counts, facts, findings } = await readRecorded(moeTraceCsv, [textFile('unknown', text)]);
    const told = counts.map(({ layer, document, counts: row }) => [
      layer,
      document,
      Array.from(row).flatMap((count, expert) => (count > 0 ? [[expert, count]] : [])),
    ]);
    expect(told).toEqual([
      [
        1,
        0,
        [
          [0, 1],
          [2, 2],
          [3, 1],
        ],
      ],
      [
        3,
        0,
        [
          [0, 1],
          [1, 2],
          [2, 1],
        ],
      ],
      [
        1,
        1,
        [
          [0, 1],
          [70, 1],
        ],
      ],
      [
        3,
        1,
        [
          [1, 1],
          [3, 1],
        ],
      ],
    ]);
    expect(facts).toEqual({ documentName: 'batch' });
    expect(findings.map(({ code }) => code)).toEqual(['not-in-format']);
  });

  it('leaves out rows that are none', async () => {
    const { findings, counts } = await readRecorded(moeTraceCsv, [
      textFile('a', `${text}-1,3\nlayer\n1,-5\n`),
    ]);
    expect(counts).toHaveLength(4);
    expect(findings[0]).toMatchObject({ code: 'unreadable-lines', facts: { lines: 3, first: 13 } });
  });

  it('does not count a last row that has no end', async () => {
    const { findings, counts } = await readRecorded(moeTraceCsv, [textFile('a', `${text}1,1`)]);
    expect(counts).toHaveLength(4);
    expect(findings.map(({ code }) => code)).toEqual(['cut-short', 'not-in-format']);
  });

  it('cut off anywhere is read as far as it goes', async () => {
    const bytes = new TextEncoder().encode(text);
    const ends = await readCutOff(
      moeTraceCsv,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(ends.lastIndexOf('unknown')).toBeLessThan(ends.indexOf('read'));
  });
});
