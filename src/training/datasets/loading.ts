/** What loading a dataset needs of its surroundings: files beside a page, or in a folder of Node's. */
import type { DataFile } from './reading/data-file.ts';

export interface LoadContext {
  /** A prepared file, as `mnist/train-labels-idx1-ubyte.gz`. Throws `dataset-not-installed` or a network fault. */
  readonly open: (path: string, options: { signal?: AbortSignal | undefined }) => Promise<DataFile>;
  readonly signal?: AbortSignal | undefined;
  /** Share of the files' bytes read so far, in [0, 1]. Data that is drawn, not read, reports nothing. */
  readonly report?: ((fractionRead: number) => void) | undefined;
}
