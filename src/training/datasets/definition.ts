/** What a bundled dataset is: one file that says what it offers to choose, and makes it. */
import type { Parameters, ValuesOf } from '../../core/parameters.ts';
import type { Dataset, DatasetKind } from './dataset.ts';
import type { LoadContext } from './loading.ts';
import type { PreparedId } from './prepared.ts';

export interface DatasetDefinition<P extends Parameters = Parameters> {
  readonly id: string;
  readonly name: string;
  readonly kind: DatasetKind;
  /** One sentence for whoever chooses. */
  readonly summary: string;
  readonly parameters: P;
  /** What must lie beside the page; nothing for data that is drawn. */
  readonly needs: readonly PreparedId[];
  load(values: ValuesOf<P>, context: LoadContext): Promise<Dataset>;
}

/** Infers the values' types from the declared parameters. */
export function defineDataset<const Id extends string, const P extends Parameters>(
  definition: DatasetDefinition<P> & { readonly id: Id },
): DatasetDefinition<P> & { readonly id: Id } {
  return definition;
}
