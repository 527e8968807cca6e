import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { moeScopeLines } from './moe-scope-lines.ts';

const header = {
  format: 'moe-scope-trace',
  version: 1,
  experts: 4,
  topK: 2,
  order: 'weight',
  classes: ['code', 'prose'],
  dataset: 'two texts',
  documentName: 'text',
};

function fileOf(...lines: readonly object[]) {
  return textFile('unknown', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

async function unreadable(line: object) {
  const good = { layer: 0, token: 0, experts: [1, 2] };
  const { findings } = await readRecorded(moeScopeLines, [fileOf(header, good, line)]);
  return findings[0]?.facts;
}

describe('our own lines', () => {
  it('are told by their header, or by what a row has', async () => {
    expect(await moeScopeLines.recognises(fileOf(header))).toBe(true);
    expect(await moeScopeLines.recognises(fileOf({ layer: 0, token: 0, experts: [1] }))).toBe(true);
    expect(await moeScopeLines.recognises(fileOf({ layer: 0, experts: [[1]] }))).toBe(false);
    expect(await moeScopeLines.recognises(fileOf({ ...header, chosen: [] }))).toBe(false);
    expect(await moeScopeLines.recognises(textFile('a', '[]'))).toBe(false);
  });

  it('tell what the trace is', async () => {
    const { facts } = await readRecorded(moeScopeLines, [fileOf(header)]);
    expect(facts).toEqual({
      experts: 4,
      topK: 2,
      order: 'weight',
      classes: ['code', 'prose'],
      dataset: 'two texts',
      documentName: 'text',
    });
  });

  it.each([
    ['by token', (layer: number, token: number) => 2 * token + layer],
    ['by layer', (layer: number, token: number) => 3 * layer + token],
  ])('may be rows %s: layers of the same tokens are told at once', async (_, place) => {
    const rows = [0, 1].flatMap((layer) =>
      [0, 1, 2].map((token) => ({
        layer,
        token,
        experts: [token, 3],
        weights: [0.75, 0.25],
        tokenId: 100 + token,
        label: token % 2,
        document: 0,
        step: 5,
      })),
    );
    rows.sort((a, b) => place(a.layer, a.token) - place(b.layer, b.token));
    const { batches, choices } = await readRecorded(moeScopeLines, [fileOf(header, ...rows)]);
    expect(batches).toEqual([[0, 1]]);
    const byToken = rows.toSorted((a, b) => a.token - b.token || a.layer - b.layer);
    const tellable = ['layer', 'experts', 'weights', 'tokenId', 'label', 'document', 'step'] as const;
    expect(choices).toEqual(byToken.map((row) => Object.fromEntries(tellable.map((key) => [key, row[key]]))));
  });

  it('part where the document ends, and where layers have other tokens', async () => {
    const row = (layer: number, token: number, document: number) => ({
      layer,
      token,
      document,
      experts: [1],
    });
    const rows = [row(0, 0, 0), row(1, 0, 0), row(0, 0, 1), row(1, 1, 1)];
    const { batches, choices } = await readRecorded(moeScopeLines, [fileOf(...rows)]);
    expect(batches).toEqual([[0, 1], [0], [1]]);
    expect(choices.map(({ document }) => document)).toEqual([0, 0, 1, 1]);
  });

  it('may be blocks of one layer, or of several', async () => {
    const { choices, batches } = await readRecorded(moeScopeLines, [
      fileOf(
        header,
        {
          layer: 2,
          experts: [
            [0, 1],
            [2, 3],
          ],
          weights: [
            [1, 0],
            [0.5, 0.5],
          ],
          tokenIds: [7, 8],
          label: 1,
        },
        {
          layers: [0, 2],
          experts: [
            [
              [0, 1],
              [2, 3],
            ],
          ],
          document: 1,
          labels: [0],
          step: 9,
        },
      ),
    ]);
    const nothing = { step: null, weights: null, tokenId: null, label: null, document: 0 };
    expect(batches).toEqual([[2], [0, 2]]);
    expect(choices).toEqual([
      { ...nothing, layer: 2, experts: [0, 1], weights: [1, 0], tokenId: 7, label: 1 },
      { ...nothing, layer: 2, experts: [2, 3], weights: [0.5, 0.5], tokenId: 8, label: 1 },
      { ...nothing, layer: 0, experts: [0, 1], document: 1, label: 0, step: 9 },
      { ...nothing, layer: 2, experts: [2, 3], document: 1, label: 0, step: 9 },
    ]);
  });

  it('may be counts', async () => {
    const { counts } = await readRecorded(moeScopeLines, [
      fileOf(
        header,
        {
          layers: [0, 1],
          counts: [
            [3, 1],
            [2, 2],
          ],
          tokens: 2,
          step: 1,
        },
        { layer: 4, counts: [1, 2, 3], label: 1, document: 7 },
        {
          layers: [0, 1],
          counts: [
            [3, 1],
            [2, 2],
          ],
          tokens: [2, 3],
        },
      ),
    ]);
    const rest = { document: null, step: null, label: null };
    expect(counts).toEqual([
      { ...rest, layer: 0, counts: [3, 1], tokens: 2, step: 1 },
      { ...rest, layer: 1, counts: [2, 2], tokens: 2, step: 1 },
      { layer: 4, counts: [1, 2, 3], tokens: null, document: 7, step: null, label: 1 },
      { ...rest, layer: 0, counts: [3, 1], tokens: 2 },
      { ...rest, layer: 1, counts: [2, 2], tokens: 3 },
    ]);
  });

  it.each([
    ['has neither experts nor counts', { layer: 0 }],
    ['has no layer', { token: 0, experts: [1] }],
    ['has no layer', { layer: 100_000, token: 0, experts: [1] }],
    ['has no token', { layer: 0, experts: [1] }],
    ['has no layers', { experts: [[1]] }],
    ['has no layers', { layers: [], counts: [[1]] }],
    ['has no layers', { layers: [0.5], counts: [[1]] }],
    ['has not one weight an expert', { layer: 0, token: 0, experts: [1, 2], weights: [1] }],
    ['has not one weight an expert', { layer: 0, experts: [[1, 2]], weights: [[1]] }],
    ['has not one list of experts a token and layer', { layers: [0, 1], experts: [[[1]]] }],
    ['has not one list of counts a layer', { layers: [0, 1], counts: [1, 2] }],
    ['has not one tokenId or label a token', { layer: 0, experts: [[1]], tokenIds: [1, 2] }],
    ['has tokens that are no number a layer', { layer: 0, counts: [1], tokens: -1 }],
    [
      'has a document, step or label that is no whole number',
      { layer: 0, token: 0, experts: [1], document: -1 },
    ],
    ['is no JSON object with lists of numbers', { layer: 0, experts: [[1], [1, 2]] }],
  ])('leave out what %s', async (detail, line) => {
    expect(await unreadable(line)).toEqual({ file: 'unknown', lines: 1, first: 3, detail });
  });

  it('of a later version are refused', async () => {
    await expect(readRecorded(moeScopeLines, [fileOf({ ...header, version: 2 })])).rejects.toMatchObject({
      code: 'newer-version',
      facts: { version: 2, known: 1 },
    });
  });

  it('are as docs/traces.md has them', async () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/traces.md'), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(docs) ?? [];
    const { choices, counts, findings } = await readRecorded(moeScopeLines, [textFile('unknown', example)]);
    expect(choices).toHaveLength(5);
    expect(counts).toHaveLength(2);
    expect(findings).toEqual([]);
  });

  it('cut off anywhere keep what is whole', async () => {
    const lines = [header, { layer: 0, token: 0, experts: [1, 2] }, { layers: [0], counts: [[1]] }];
    const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const ends = await readCutOff(
      moeScopeLines,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    const headerEnd = bytes.indexOf(0x0a);
    expect(new Set(ends.slice(0, headerEnd))).toEqual(new Set(['unknown']));
    expect(new Set(ends.slice(headerEnd))).toEqual(new Set(['read']));
  });
});
