/**
 * How much the expert tells of the class (or of anything counted beside it): from joint counts [E, C], in bits.
 *
 *   I(E;Y) = H(E) + H(Y) − H(E,Y), between 0 and min(log₂ E, log₂ C)
 */
import { bitsOfNats, entropyBits } from '../entropy.ts';
import { columnSums, rowOf, rowSums, sum, type Matrix } from '../matrix.ts';

export interface MutualInformation {
  /** From the observed shares as they are: too high by about (E − 1)(C − 1)/(2n) nats where counts are few. */
  readonly bits: number;
  /**
   * Each entropy raised by (m − 1)/(2n) nats, m its non-empty cells: Miller 1955 and Madow. Where there is nothing to
   * tell it scatters about 0, below it too.
   */
  readonly correctedBits: number;
  /** I/√(H(E) H(Y)), in [0, 1]; 0 where either never varies. */
  readonly normalised: number;
  /** Σ_i max_y n_iy/n: the share of choices that agree with their expert's commonest class. */
  readonly purity: number;
  readonly count: number;
}

/** All NaN of no counts. */
export function mutualInformation(joint: Matrix): MutualInformation {
  const [experts, classes, count] = [rowSums(joint), columnSums(joint), sum(joint.values)];
  const [ofExperts, ofClasses] = [entropyBits(experts), entropyBits(classes)];
  const bits = clampedSum(ofExperts + ofClasses, entropyBits(joint.values));
  const cells = occupied(experts) + occupied(classes) - occupied(joint.values);
  const scale = Math.sqrt(ofExperts * ofClasses);
  return {
    bits,
    correctedBits: bits + bitsOfNats((cells - 1) / (2 * count)),
    normalised: scale === 0 ? 0 : Math.min(1, bits / scale),
    purity: sum(largestOfRows(joint)) / count,
    count,
  };
}

/** Information is never negative, but the rounded difference of its parts may be. */
function clampedSum(marginals: number, joint: number): number {
  return Math.max(0, marginals - joint);
}

function occupied(counts: Float64Array): number {
  return counts.reduce((cells, count) => cells + (count > 0 ? 1 : 0), 0);
}

function largestOfRows(joint: Matrix): Float64Array {
  return Float64Array.from({ length: joint.rows }, (_, row) =>
    rowOf(joint, row).reduce((a, b) => Math.max(a, b), 0),
  );
}
