/** Routed experts in responses of servers, as clients keep them. */
import { describe, expect, it } from 'vitest';
import { faultOf } from '../../testing/fault-of.ts';
import { readRecorded, textFile } from '../../testing/read-recorded.ts';
import { sglangResponse } from './sglang-response.ts';
import { vllmRouted } from './vllm-routed.ts';

/** [tokens, layers, k]: a token that chooses the same expert in both layers tells that these are two. */
const ids = [
  [
    [0, 1],
    [1, 3],
  ],
  [
    [1, 2],
    [3, 0],
  ],
  [
    [3, 1],
    [0, 2],
  ],
];

function base64Of(list: readonly number[]): string {
  return Buffer.from(Int32Array.from(list).buffer).toString('base64');
}

function native(tokens = 4, routed = base64Of(ids.flat(2))): object {
  return {
    text: 'x',
    meta_info: { prompt_tokens: 3, completion_tokens: tokens - 3, routed_experts: routed },
  };
}

const lines = (...responses: readonly unknown[]) => responses.map((each) => JSON.stringify(each)).join('\n');

describe('responses of SGLang', () => {
  it.each([
    ['one', JSON.stringify(native())],
    ['a list', JSON.stringify([native(), native()])],
    ['one a line', lines(native(), native())],
  ])('are read: %s', async (_, text) => {
    const file = textFile('unknown', text);
    expect([await sglangResponse.recognises(file), await vllmRouted.recognises(file)]).toEqual([true, false]);
    const { facts, choices } = await readRecorded(sglangResponse, [file]);
    expect(facts.topK).toBe(2);
    expect(choices.slice(0, 6).map(({ experts }) => experts)).toEqual(ids.flat(1));
    expect(choices.at(-1)!.document).toBe(text.includes('},{') || text.includes('\n') ? 1 : 0);
  });

  it('a line each, cut off within the last, are read up to there', async () => {
    const text = lines(native(), native());
    const file = textFile('unknown', text.slice(0, -30));
    const { choices, findings } = await readRecorded(sglangResponse, [file]);
    expect(choices).toHaveLength(6);
    expect(findings.map(({ code }) => code)).toContain('cut-short');
  });

  it('of the OpenAI kind carry them beside the choices or inside', async () => {
    const routed = { routed_experts: base64Of(ids.flat(2)) };
    const usage = { prompt_tokens: 2, completion_tokens: 2 };
    for (const response of [
      { usage, choices: [{ sgl_ext: routed }] },
      { usage, choices: [{}], sgl_ext: routed },
    ]) {
      const file = textFile('unknown', JSON.stringify(response));
      expect((await readRecorded(sglangResponse, [file])).choices).toHaveLength(6);
    }
  });

  it.each([
    ['is no base64', native(4, '***')],
    ['is no whole number of integers', native(4, 'AAAA')],
    ['is not of so many tokens', native(8)],
    ['says not how many tokens there are', { meta_info: { routed_experts: base64Of([1, 2]) } }],
  ])('end in a fault where routed_experts %s', async (_, response) => {
    const file = textFile('unknown', JSON.stringify(response));
    expect(await faultOf(() => readRecorded(sglangResponse, [file]))).toBe('malformed');
  });

  it('of different widths end in a fault', async () => {
    const other = native(4, base64Of([1, 2, 3]));
    const file = textFile('unknown', JSON.stringify([native(), other]));
    expect(await faultOf(() => readRecorded(sglangResponse, [file]))).toBe('malformed');
  });
});

describe('responses of vLLM', () => {
  it('tell the prompt once, and its vocabulary ids with it', async () => {
    const response = {
      prompt_token_ids: [5, 6, 7],
      prompt_routed_experts: ids,
      choices: [{ token_ids: [8, 9], routed_experts: ids.slice(0, 1) }, { routed_experts: ids.slice(1, 2) }],
    };
    const { choices } = await readRecorded(vllmRouted, [textFile('unknown', JSON.stringify(response))]);
    const first = choices.filter(({ layer }) => layer === 0);
    expect(first.map(({ document, tokenId }) => [document, tokenId])).toEqual([
      [0, 5],
      [0, 6],
      [0, 7],
      [0, 8],
      [1, null],
    ]);
  });

  it.each([
    ['ragged lists', [[[0, 1], [2]]]],
    ['text', 'k05VTVBZ'],
    ['a wrong shape', { encoding: 'base64', dtype: 'int16', shape: [1, 1, 3], data: 'AAABAA==' }],
    ['fractions of an integer', { encoding: 'base64', dtype: 'int32', shape: [1, 1, 1], data: 'AAA=' }],
    ['an unknown type', { encoding: 'base64', dtype: 'float32', shape: [1, 1, 1], data: 'AAAAAA==' }],
  ])('end in a fault where routed_experts are %s', async (_, routed) => {
    const file = textFile('unknown', JSON.stringify({ choices: [{ routed_experts: routed }] }));
    expect(await vllmRouted.recognises(file)).toBe(true);
    expect(await faultOf(() => readRecorded(vllmRouted, [file]))).toBe('malformed');
  });

  it('without routed experts are no traces', async () => {
    const file = textFile(
      'unknown',
      JSON.stringify({ choices: [{ routed_experts: null }], prompt_routed_experts: null }),
    );
    expect(await vllmRouted.recognises(file)).toBe(false);
  });
});
