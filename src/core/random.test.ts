import { describe, expect, it } from 'vitest';
import { seededRandom, seedOfStream, shuffledIndices } from './random.ts';

/**
 * First outputs a seed, from an independent implementation in Python integers (xoshiro128** as published at
 * prng.di.unimi.it, which it reproduces from the state 1, 2, 3, 4: 11520, 0, 5927040, 70819200).
 */
const golden = new Map([
  [0, [3_809_008_728, 1_133_695_204, 53_579_671, 2_891_528_803, 139_681_546, 2_203_266_335]],
  [1, [2_442_144_158, 3_238_099_751, 3_819_917_871, 2_104_621_829, 2_021_136_066, 4_223_536_128]],
  [42, [2_837_322_924, 544_945_897, 479_756_282, 3_500_138_142, 339_756_180, 113_173_290]],
  [0xffff_ffff, [835_879_718, 1_921_286_648, 2_356_205_009, 1_885_780_724, 980_451_116, 1_053_911_718]],
]);

describe('seededRandom', () => {
  it.each([...golden])('gives the golden stream of seed %d', (seed, expected) => {
    const random = seededRandom(seed);
    // uniform() is the 32-bit output over 2^32, so the product is exact
    expect(expected.map(() => random.uniform() * 2 ** 32)).toEqual(expected);
  });

  it('still agrees after a million steps', () => {
    const random = seededRandom(3);
    for (let i = 1; i < 1_000_000; i++) random.uniform();
    expect(random.uniform() * 2 ** 32).toBe(1_078_784_890);
  });

  it('takes a seed modulo 2^32', () => {
    expect(seededRandom(2 ** 32 + 42).uniform()).toBe(seededRandom(42).uniform());
    expect(seededRandom(-1).uniform()).toBe(seededRandom(0xffff_ffff).uniform());
  });

  it('keeps streams apart', () => {
    const [first, second] = [seededRandom(5), seededRandom(5)];
    for (let i = 0; i < 100; i++) first.normal();
    expect(second.uniform()).toBe(seededRandom(5).uniform());
  });

  it('draws below a bound evenly', () => {
    const random = seededRandom(11);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(22.46); // 99.9 % point of χ² with 6 degrees of freedom
  });
});

describe('normal', () => {
  it('gives the golden pairs of Box–Muller', () => {
    const random = seededRandom(42);
    const expected = [1.0271775679456403, 1.0517370146991034, 0.1931295978853847, -0.4467626781880613];
    for (const value of expected) expect(random.normal()).toBeCloseTo(value, 14);
  });

  it('has the moments of the standard normal distribution', () => {
    const n = 200_000;
    const random = seededRandom(2026);
    const power = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = random.normal();
      for (let k = 1; k <= 4; k++) power[k]! += x ** k / n;
    }
    // four standard errors of each moment: √(var(xᵏ)/n), var = 1, 2, 15, 96
    const expected = [1, 0, 1, 0, 3];
    [1, 2, 15, 96].forEach((variance, i) => {
      expect(Math.abs(power[i + 1]! - expected[i + 1]!)).toBeLessThan(4 * Math.sqrt(variance / n));
    });
  });
});

describe('seedOfStream', () => {
  it('gives golden seeds', () => {
    expect([0, 1, 2].map((stream) => seedOfStream(7, stream))).toEqual([
      1_498_390_088, 2_415_571_808, 119_468_856,
    ]);
  });

  it('gives every stream of nearby seeds a seed of its own', () => {
    const seeds = [0, 1, 2, 3, 0xffff_ffff].flatMap((seed) =>
      Array.from({ length: 200 }, (_, stream) => seedOfStream(seed, stream)),
    );
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

describe('shuffledIndices', () => {
  it('is a golden permutation', () => {
    expect([...shuffledIndices(10, seededRandom(7))]).toEqual([0, 5, 6, 8, 9, 7, 1, 3, 4, 2]);
  });

  it('keeps every index once', () => {
    const order = shuffledIndices(1000, seededRandom(1));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('accepts nothing to shuffle', () => {
    expect(shuffledIndices(0, seededRandom(1))).toHaveLength(0);
  });
});
