/**
 * What one pass over whole matrices tells, for plans that need the order of weights: of every matrix a few numbers, from
 * which sliders are answered at once. What they mean, `ordered/` says: one file a table, for those who fill it and those who
 * read it.
 */

/** `wanda-…`: by |w| · ‖x‖₂, of matrices whose inputs' energies a trace tells. */
export const orderedTableIds = [
  'pattern',
  'neuron',
  'wanda-pattern',
  'wanda-neuron',
  'quantisation',
  'singular-values',
] as const;
export type OrderedTableId = (typeof orderedTableIds)[number];

export interface OrderedTables {
  /** Parts of the catalogue that were read, rising, and the inputs of each: the columns of its matrix. */
  readonly parts: Uint32Array;
  readonly columns: Uint32Array;
  /** As many numbers of each part, part by part. NaN where there is nothing to tell. */
  readonly tables: ReadonlyMap<OrderedTableId, Float64Array>;
}

/** Its place among those that were read; −1 if it was not. */
export function orderedPlace({ parts }: Pick<OrderedTables, 'parts'>, part: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (parts[middle]! < part) low = middle + 1;
    else high = middle;
  }
  return parts[low] === part ? low : -1;
}

/** The numbers at a place; null where there are none. */
export function orderedRow(
  { parts, tables }: OrderedTables,
  id: OrderedTableId,
  place: number,
): Float64Array | null {
  const table = tables.get(id);
  if (table === undefined || place < 0) return null;
  const width = table.length / parts.length;
  const row = table.subarray(place * width, (place + 1) * width);
  return Number.isNaN(row[0]) ? null : row;
}
