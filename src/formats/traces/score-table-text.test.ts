import { describe, expect, it } from 'vitest';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { scoreTableText } from './score-table-text.ts';

async function told(text: string) {
  const { counts, scores, findings } = await readRecorded(scoreTableText, [textFile('unknown', text)]);
  return {
    counts: counts.map(({ layer, counts: row }) => [layer, Array.from(row)]),
    scores: scores.map(({ table, layer, values }) => [table, layer, values]),
    findings: findings.map(({ code }) => code),
  };
}

describe('tables as text', () => {
  it.each([
    ['a row an expert', 'layer,expert,reap\n0,0,0.5\n0,1,0.25\n', true],
    ['a row a layer', 'layer\te0\te1\n0\t0.5\t0.25\n', true],
    ['a bare matrix', '1;2;3;4\n5;6;7;8\n', true],
    ['JSON by name', '{"saliency": [[0.5, 0.25]]}', true],
    ['JSON by layer', '{"layer_3": [0.5, 0.25]}', true],
    ['a bare matrix of JSON', '[[1, 2, 3, 4]]', true],
    ['prose', 'Hello, world\nHow, are you\n', false],
    ['two columns', '1,2\n3,4\n', false],
    ['a table of something else', 'name,age\n1,2\n', false],
    ['layers without experts', 'layer,loss\n1,2\n', false],
    ['ids that no expert has', 'layer,expert,x\n1,-2,3\n', false],
    ['ragged JSON', '[[1, 2, 3, 4], [1]]', false],
    ['settings', '{"a": 1, "b": [1, 2]}', false],
    ['bytes', '\u0000\u0001,\n', false],
    ['nothing', '', false],
  ])('are told by what they hold: %s', async (_, text, isTable) => {
    expect(await scoreTableText.recognises(textFile('unknown', text))).toBe(isTable);
  });

  it('may have several measures of an expert', async () => {
    const text = 'layer_id,expert_id,"count",reap\r\n1,1,3,0.5\r\n1,0,4,\r\n7,0,0,nan\r\n7,1,9,1e-3\r\n';
    expect(await told(text)).toEqual({
      counts: [
        [1, [4, 3]],
        [7, [0, 9]],
      ],
      scores: [
        ['reap', 1, [NaN, 0.5]],
        ['reap', 7, [NaN, 0.001]],
      ],
      findings: [],
    });
  });

  it('may have a row a layer', async () => {
    const text = 'layer,0,1,2\n1,0.5,0.25,-1\n3,1,2,3\n';
    expect((await told(text)).scores).toEqual([
      ['scores', 1, [0.5, 0.25, -1]],
      ['scores', 3, [1, 2, 3]],
    ]);
  });

  it('of whole numbers are counts, but zeros and ones are not', async () => {
    expect((await told('1,2,3,4\n5,6,7,8\n')).counts).toEqual([
      [0, [1, 2, 3, 4]],
      [1, [5, 6, 7, 8]],
    ]);
    expect((await told('[[0, 1, 1, 0]]')).scores).toEqual([['scores', 0, [0, 1, 1, 0]]]);
  });

  it('may be JSON, with the layers named', async () => {
    expect(await told('{"ean": [[0.5, null], [2, 3]], "layers": [1, 3], "model": "x"}')).toEqual({
      counts: [],
      scores: [
        ['ean', 1, [0.5, NaN]],
        ['ean', 3, [2, 3]],
      ],
      findings: [],
    });
  });

  it('leave out rows that are something else', async () => {
    const text = 'layer,expert,reap\n0,0,0.5\nsum,,\n0,1,0.25\n0,2,0.125\n0,3,0.5';
    expect((await told(text)).findings).toEqual(['unreadable-lines']);
    expect((await told(text.slice(0, -4))).findings).toEqual(['unreadable-lines', 'cut-short']);
  });

  it('cut off anywhere are read as far as they go', async () => {
    const bytes = new TextEncoder().encode('layer,expert,reap\n0,0,0.5\n0,1,0.25\n1,0,0.5\n1,1,0.125\n');
    const ends = await readCutOff(
      scoreTableText,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(new Set(ends)).toEqual(new Set(['unknown', 'read']));
  });
});
