import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { filledMatrix, matrixOf, product } from '../matrix.ts';
import { ckaMatrix, linearCka } from './cka.ts';
import { cosineSimilarity } from './cosine.ts';

const { similarity } = golden;
const [a, b, wide] = [similarity.a, similarity.b, similarity.wide].map(matrixOf);

describe('linear CKA', () => {
  it('has the published digits', () => {
    const one = matrixOf([
      [1, 2],
      [2, 1],
      [0, 1],
      [3, 3],
    ]);
    const other = matrixOf([
      [2, 1, 0],
      [1, 1, 1],
      [0, 0, 2],
      [3, 2, 1],
    ]);
    expect(linearCka(one, other)).toBeCloseTo(0.824923, 6);
    expect(linearCka(other, one)).toBeCloseTo(0.824923, 6);
  });

  it('agrees with NumPy, by features and by samples', () => {
    expect(linearCka(a!, b!)).toBeCloseTo(similarity.cka, 10);
    expect(linearCka(a!, wide!)).toBeCloseTo(similarity.ckaWide, 10);
    expect(linearCka(wide!, wide!)).toBeCloseTo(1, 12);
  });

  it('does not see rotation, scale or shift', () => {
    const turn = matrixOf([
      [0.6, -0.8],
      [0.8, 0.6],
    ]);
    const points = normalMatrix(12, 2, 1);
    const turned = product(points, turn);
    const moved = { ...turned, values: turned.values.map((value, i) => -3 * value + (i % 2 === 0 ? 5 : -1)) };
    expect(linearCka(points, moved)).toBeCloseTo(1, 12);
  });

  it('of what does not vary is unknown', () => {
    expect(linearCka(a!, filledMatrix(9, 2, 4))).toBeNaN();
    expect(() => linearCka(a!, normalMatrix(8, 2, 1))).toThrow('different inputs');
  });

  it('of many at once is that of every two', () => {
    const { values } = ckaMatrix([a!, b!, wide!, filledMatrix(9, 2, 4)]);
    expectClose(
      [values[0]!, values[1]!, values[2]!, values[4]!, values[15]!],
      [1, similarity.cka, similarity.ckaWide, similarity.cka, NaN],
    );
  });
});

describe('cosine similarity', () => {
  it('agrees with SciPy', () => {
    expectClose(cosineSimilarity(a!).values, similarity.cosine.flat());
  });

  it('of a row without direction is 0, and 1 with itself', () => {
    const { values } = cosineSimilarity(
      matrixOf([
        [0, 0],
        [2, 0],
        [-7, 0],
      ]),
    );
    expect([...values]).toEqual([1, 0, 0, 0, 1, -1, 0, -1, 1]);
  });
});
