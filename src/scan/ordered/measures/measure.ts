/** A measure of whole matrices: what one pass tells of each of them, for a table of `OrderedTables`. */
import type { OrderedTableId } from '../../../core/pruning/ordered-tables.ts';
import type { WeightMatrix } from '../../../core/pruning/matrix/weight-matrix.ts';
import type { Steps } from '../../../core/steps.ts';

export interface MatrixFacts {
  readonly rows: number;
  readonly columns: number;
  /** Whether plans cut it, and do not only store it otherwise. */
  readonly isPlanned: boolean;
  /** [columns] mean squares of what goes into the matrix; null where no trace tells. */
  readonly energies: Float32Array | null;
}

export interface MatrixMeasure {
  readonly id: OrderedTableId;
  /** Numbers that it gives of every matrix. */
  readonly width: number;
  /** Null where it can't tell anything of this matrix. */
  readonly begin: (matrix: MatrixFacts) => MeasuredRows | null;
}

export interface MeasuredRows {
  /** Rows of the matrix in their order, a few megabytes at a time; good until the call returns. */
  add(block: WeightMatrix): void;
  /** [width], the first of them a number; in steps where it takes long. */
  finish(): Float64Array | Steps<Float64Array>;
}
