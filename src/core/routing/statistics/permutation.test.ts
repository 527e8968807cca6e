import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../random.ts';
import { zeroMatrix } from '../matrix.ts';
import { classesOfGroups } from './class-counts.ts';
import { mutualInformation } from './mutual-information.ts';
import { permutationBaseline } from './permutation.ts';
import { domainShares } from './specialisation.ts';

/** 40 documents of 50 tokens, each with an expert of its own half of the time; documents alternate between two domains. */
function documents(isDomainAware: boolean) {
  const random = seededRandom(17);
  const choices = zeroMatrix(40, 4);
  for (let document = 0; document < 40; document++) {
    const favourite = isDomainAware ? document % 2 : random.below(4);
    for (let token = 0; token < 50; token++) {
      const expert = random.uniform() < 0.5 ? favourite : random.below(4);
      choices.values[document * 4 + expert]!++;
    }
  }
  return { choices, tokens: new Float64Array(40).fill(50) };
}

const domains = Int32Array.from({ length: 40 }, (_, document) => document % 2);

describe('the permutation baseline', () => {
  it('finds domains where experts know them', () => {
    const groups = documents(true);
    const found = permutationBaseline(
      domains,
      (labels) => domainShares(classesOfGroups(groups, { classes: 2, labels })).values,
      { seed: 3 },
    );
    // expert 0 in domain 0: about .625 of tokens, by chance .375
    expect(found.pValue[0]).toBeCloseTo(1 / 201, 12);
    expect(found.mean[0]).toBeCloseTo(0.375, 1);
    expect(found.high[0]).toBeLessThan(0.6);
    expect(found.pValue[1]).toBe(1);
  });

  it('is not fooled by documents that keep to an expert', () => {
    const groups = documents(false);
    const information = (labels: Int32Array) =>
      Float64Array.of(mutualInformation(classesOfGroups(groups, { classes: 2, labels }).choices).bits);
    expect(permutationBaseline(domains, information, { seed: 3 }).pValue[0]).toBeGreaterThan(0.05);
  });

  it('is the same for the same seed, and leaves the labels alone', () => {
    const labels = Int32Array.of(3, 1, 2);
    const first = (order: Int32Array) => Float64Array.of(order[0]!);
    const [a, b, c] = [1, 1, 2].map((seed) => permutationBaseline(labels, first, { seed, permutations: 50 }));
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
    expect(a!.mean[0]).toBeCloseTo(2, 0);
    expect([...labels]).toEqual([3, 1, 2]);
  });
});
