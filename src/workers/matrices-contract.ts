/** What the page may ask of threads that look at whole matrices. */
import type { MatrixAnswer, OrderedTableId } from '../core/pruning/ordered-tables.ts';
import type { MatrixTask } from '../scan/ordered/measure-matrices.ts';
import type { ScanPlan } from '../scan/plan.ts';
import type { TokenKeeper } from './contracts.ts';

export type { MatrixTask };

export interface MatricesContract extends TokenKeeper {
  /** Forgets what was, and starts on a checkpoint. */
  begin: { request: ScanPlan; reply: null };
  /** One after the other; reports numbers of weights as they are measured. */
  measure: {
    request: { readonly matrices: readonly MatrixTask[]; readonly tables: readonly OrderedTableId[] };
    reply: readonly MatrixAnswer[];
    report: number;
  };
}
