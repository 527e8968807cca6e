/** The mean of a few repeated measurements, and how far it may be from that of all such: Student 1908. */

/** Student's t with 1, 2, … degrees of freedom, 97.5 %; beyond, that of the normal distribution is near enough. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const NORMAL = 1.96;

export interface MeanInterval {
  readonly mean: number;
  /** Half the width of the 95 % interval; NaN of a single value, which tells nothing of others. */
  readonly margin: number;
  readonly count: number;
}

/** NaN of nothing. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  return { mean, margin: ((STUDENT[count - 2] ?? NORMAL) * deviation) / Math.sqrt(count), count };
}
