/** What the page may ask of the reader to take a pruned checkpoint home. */
import type { KeepList } from '../core/pruning/keep-lists/keep-list.ts';
import type { Pruning } from '../formats/pruned/plan-files.ts';
import type { NamedText } from '../formats/pruned/pruned-texts.ts';
import type { Destination, NamedSize, TakenHome } from '../formats/pruned/take-home.ts';
import type { WriteProgress } from '../formats/pruned/write-pruned.ts';

export type { Destination, NamedSize, NamedText, Pruning, TakenHome, WriteProgress };

export interface PrunedRequest {
  readonly handle: number;
  readonly pruning: Pruning;
  /** At most so many bytes of tensors in a file. */
  readonly shardBytes: number;
}

export interface TakeHomeRequest extends PrunedRequest {
  readonly destination: Destination;
  /** Of the new folder, or of the download without its ending. */
  readonly name: string;
  readonly beside: readonly NamedText[];
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface ExportContract {
  /** The files that it would be; `export-impossible` where it can't be any. */
  prunedFiles: { request: PrunedRequest; reply: readonly NamedSize[] };
  /** Which experts stay, as a file of tensors. */
  keepMasks: { request: KeepList; reply: NamedBytes };
  takeHome: { request: TakeHomeRequest; reply: TakenHome; report: WriteProgress };
}
