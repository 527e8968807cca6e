import { describe, expect, it } from 'vitest';
import { finding, isCorrected, type Finding } from './finding.ts';
import { explainFinding } from './finding-words.ts';

const findings: readonly Finding[] = [
  finding('already-probabilities', { rows: 300 }, 'corrected'),
  finding('padding-ids', { id: 255, choices: 1200 }, 'corrected'),
  finding('padding-ids', { id: 0, choices: 3 }, 'corrected'),
  finding('padding-ids', { id: -1, choices: 3 }),
  finding('dense-layers', { layers: [0] }, 'corrected'),
  finding('dense-layers', { layers: Array.from({ length: 12 }, (_, i) => i) }, 'corrected'),
  finding('empty-steps', { steps: 900, of: 1000 }, 'corrected'),
  finding('physical-ids', { physical: 288, experts: 256 }, 'corrected'),
  finding('replicated-load', { replicas: 8 }, 'corrected'),
  finding('sums-disagree', { layer: 3, counted: 11, expected: 10, layers: 2 }),
  finding('same-counts-repeated', { names: ['ffn_gate_exps', 'ffn_up_exps'] }, 'corrected'),
  finding('sums-of-frequencies', { layers: 26 }, 'corrected'),
  finding('never-routed-rows', { experts: 4 }, 'corrected'),
  finding('unsorted-choices', { share: 1 }),
  finding('repeated-choices', { choices: 2 }, 'corrected'),
  finding('ids-outside', { choices: 2, largest: 70, experts: 64 }),
  finding('negative-counts', { values: 1 }),
  finding('not-finite', { rows: 1 }),
  finding('cut-short', { file: 'a.jsonl', detail: 'its last line ends in the middle' }),
  finding('unreadable-lines', { file: 'a.jsonl', lines: 2, first: 17, detail: 'is no JSON object' }),
  finding('rounded-counts', { layers: 2 }),
  finding('sampled-statistics', { tokens: 65_000, of: 1_000_000 }),
  finding('chosen-here', { topK: 2, isKnown: false }),
  finding('classes-left-out', { tokens: 12 }),
  finding('estimated', { from: 'probes', vectors: 4096, withoutNorm: [2, 3] }),
  finding('other-model', { what: 'experts', trace: 64, model: 8, name: 'mixtral' }),
  finding('other-model', { what: 'top-k', trace: 6, model: 2, name: 'mixtral' }),
  finding('other-model', { what: 'layers', trace: 1, model: 32, name: 'mixtral' }),
  finding('not-in-format', { what: 'how many experts a token chooses' }),
  finding('not-in-format', { what: 'which stage a rank is', instead: 'Layers of one number are added up.' }),
];

describe('the words of the doctor', () => {
  it.each(findings.map((found) => [JSON.stringify(found), found] as const))('explain %s', (_, found) => {
    const { title, body, done } = explainFinding(found);
    for (const text of [title, body, done]) {
      expect(text).not.toMatch(
        /undefined|\bNaN (?!or)|\[object|\.\.|\b1 (?:rows|tokens|lines|values|choices)\b/,
      );
    }
    expect(body).toMatch(/\.$/);
    expect(done).toMatch(/\.$/);
  });

  it('never call hidden what is shown in place of what a format does not say', () => {
    const instead = 'The highest of each token alone is counted.';
    expect(explainFinding(finding('not-in-format', { what: 'k', instead })).done).toBe(instead);
    expect(explainFinding(finding('not-in-format', { what: 'k' })).done).toMatch(/is not shown/);
  });

  it('tell of every cure what is shown without it', () => {
    const cured = findings.filter(({ code, treatment }) => isCorrected(code) && treatment === 'corrected');
    expect(new Set(cured.map(({ code }) => code)).size).toBe(10);
    for (const found of cured) {
      const asIs = explainFinding({ ...found, treatment: 'ignored' });
      expect(asIs.done).toMatch(/You asked for it as it is\.$/);
      expect(asIs.done).not.toBe(explainFinding(found).done);
    }
  });
});
