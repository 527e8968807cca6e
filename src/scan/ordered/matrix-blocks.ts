/**
 * Rows of a matrix, a few megabytes at a time. Only of a matrix that lies transposed all numbers are held at once, as its
 * rows are strewn over all of it: as much as the largest matrix, whatever the size of the checkpoint.
 */
import type { WeightMatrix } from '../../core/pruning/matrix/weight-matrix.ts';
import type { ReadOptions } from '../../formats/source.ts';
import type { PartReader } from '../part-values.ts';
import type { MatrixPlace } from '../../formats/matrix-places.ts';

/** Numbers that are read at once. */
const BLOCK_NUMBERS = 2 ** 20;

/** Blocks come in the order of their rows, and are good until the next. Throws the faults of the source; AbortError. */
export async function* matrixBlocks(
  reader: PartReader,
  place: MatrixPlace,
  options: ReadOptions = {},
): AsyncGenerator<WeightMatrix> {
  const { part, rows, columns, isTransposed } = place;
  if (isTransposed) {
    yield { rows, columns, values: await readTurned(reader, place, options) };
    return;
  }
  const rowsAtOnce = Math.max(1, Math.floor(BLOCK_NUMBERS / columns));
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const end = Math.min(rows, row + rowsAtOnce);
    const values = await reader.read(part, { first: row * columns, end: end * columns }, options);
    yield { rows: end - row, columns, values };
  }
}

async function readTurned(
  reader: PartReader,
  { part, rows, columns }: MatrixPlace,
  options: ReadOptions,
): Promise<Float32Array> {
  const values = new Float32Array(rows * columns);
  const columnsAtOnce = Math.max(1, Math.floor(BLOCK_NUMBERS / rows));
  for (let first = 0; first < columns; first += columnsAtOnce) {
    const end = Math.min(columns, first + columnsAtOnce);
    const block = await reader.read(part, { first: first * rows, end: end * rows }, options);
    for (let row = 0; row < rows; row++)
      for (let c = first; c < end; c++) values[row * columns + c] = block[(c - first) * rows + row]!;
  }
  return values;
}
