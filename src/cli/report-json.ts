/** A report as one line of JSON, in pieces: half a million tensors would not be wise as a single string. */
import type { ScanReport } from './report.ts';

/** Fewer, larger writes. */
const PIECE_CHARACTERS = 2 ** 16;

/** Ends with a line break. */
export function* reportJson({ tensors, ...rest }: ScanReport): Generator<string> {
  let piece = `${JSON.stringify(rest).slice(0, -1)},"tensors":[`;
  let separator = '';
  for (const tensor of tensors) {
    piece += separator + JSON.stringify(tensor);
    separator = ',';
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}\n`;
}
