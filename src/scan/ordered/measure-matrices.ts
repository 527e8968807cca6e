/** One matrix after the other, measured: the heart of the pass over a checkpoint, for a worker and the command line alike. */
import type { MatrixAnswer, OrderedTableId } from '../../core/pruning/ordered-tables.ts';
import type { ReadOptions } from '../../formats/source.ts';
import type { PartReader } from '../part-values.ts';
import { matrixBlocks } from './matrix-blocks.ts';
import type { MatrixPlace } from '../../formats/matrix-places.ts';
import { measureOf } from './measures/index.ts';
import { runSteps } from './run-steps.ts';

/** A matrix to be measured. */
export interface MatrixTask extends MatrixPlace {
  /** [columns] mean squares of what goes into it; null where no trace tells. */
  readonly energies: Float32Array | null;
}

/** In the order of `tables`. Throws the faults of the source; AbortError when aborted. */
export async function measureMatrix(
  reader: PartReader,
  { matrix, tables }: { readonly matrix: MatrixTask; readonly tables: readonly OrderedTableId[] },
  options: ReadOptions = {},
): Promise<MatrixAnswer> {
  const begun = tables.map((id) => measureOf(id).begin(matrix));
  for await (const block of matrixBlocks(reader, matrix, options)) {
    options.signal?.throwIfAborted();
    for (const rows of begun) rows?.add(block);
  }
  const answers: (Float64Array | null)[] = [];
  for (const rows of begun) {
    const own = rows?.finish() ?? null;
    answers.push(own === null || own instanceof Float64Array ? own : await runSteps(own, options));
  }
  return answers;
}
