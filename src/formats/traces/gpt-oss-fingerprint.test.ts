import { describe, expect, it } from 'vitest';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { gptOssFingerprint } from './gpt-oss-fingerprint.ts';

function analytics(frequencies: Record<string, number>) {
  return Object.fromEntries(
    Object.entries(frequencies).map(([id, frequency]) => [
      id,
      { prob_density: frequency / 4, count_frequency: frequency },
    ]),
  );
}

const fingerprint = {
  sample_count: 2,
  num_think_tokens: 200.5,
  num_answer_tokens: 50,
  think_expert_analytics: { layer_0: analytics({ 31: 0.5, 2: 3.4 }), layer_1: analytics({ 0: 4 }) },
  answer_expert_analytics: { layer_0: analytics({ 1: 4 }) },
};

function fileOf(value: object, path = 'unknown') {
  return textFile(path, JSON.stringify(value, null, 2));
}

describe('a fingerprint of GPT-OSS', () => {
  it('is told by what it holds', async () => {
    expect(await gptOssFingerprint.recognises(fileOf(fingerprint))).toBe(true);
    expect(await gptOssFingerprint.recognises(fileOf({ sample_count: 1 }))).toBe(false);
  });

  it('is counts worked out from frequencies, by part of the answer', async () => {
    const { counts, scores, facts, findings } = await readRecorded(gptOssFingerprint, [fileOf(fingerprint)]);
    expect(facts).toEqual({ classes: ['think', 'answer'] });
    expect(counts.map((counted) => [counted.layer, counted.label, counted.tokens])).toEqual([
      [0, 0, 401],
      [1, 0, 401],
      [0, 1, 100],
    ]);
    expect([0, 1, 2, 31].map((expert) => counts[0]!.counts[expert])).toEqual([0, 0, 1363, 201]);
    expect(scores.map(({ table, layer, values }) => [table, layer, values.length])).toEqual([
      ['prob_density, think', 0, 32],
      ['prob_density, think', 1, 1],
      ['prob_density, answer', 0, 2],
    ]);
    expect(findings.map(({ code }) => code)).toEqual(['not-in-format']);
  });

  it('is of the topic whose folder it is in', async () => {
    const file = fileOf(fingerprint, 'data/gpqa_main/Optics/True_False.json');
    expect((await readRecorded(gptOssFingerprint, [file])).facts.dataset).toBe('gpqa_main, Optics');
  });

  it.each([
    ['it has no tokens', { ...fingerprint, num_think_tokens: 0, num_answer_tokens: -1 }],
    ['“block_0” is no layer of experts', { ...fingerprint, think_expert_analytics: { block_0: {} } }],
    [
      '“layer_0” is no layer of experts',
      { ...fingerprint, think_expert_analytics: { layer_0: { 99999: {} } } },
    ],
    ['“layer_0” is no layer of experts', { ...fingerprint, think_expert_analytics: { layer_0: { 1: 0.5 } } }],
  ])('is refused where %s', async (detail, value) => {
    await expect(readRecorded(gptOssFingerprint, [fileOf(value)])).rejects.toMatchObject({
      code: 'malformed',
      facts: { detail },
    });
  });

  it('cut off anywhere ends in a fault', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(fingerprint));
    const ends = await readCutOff(
      gptOssFingerprint,
      bytes,
      Array.from({ length: bytes.length }, (_, i) => i),
    );
    expect(new Set(ends)).toEqual(new Set(['unknown', 'malformed']));
  });
});
