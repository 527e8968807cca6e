/**
 * What one pass over whole matrices tells, for plans that need the order of weights: of every matrix a few numbers, from
 * which sliders are answered at once. What they mean, `ordered/` says: one file a table, for those who fill it and those who
 * read it.
 */
export interface OrderedTables {
  /** Parts of the catalogue that were read, rising. */
  readonly parts: Uint32Array;
  /** By the id of a table: as many numbers of each part, part by part. NaN where there is nothing to tell. */
  readonly tables: ReadonlyMap<string, Float64Array>;
}

/** The numbers of one part; null where there are none. */
export function orderedRow({ parts, tables }: OrderedTables, id: string, part: number): Float64Array | null {
  const table = tables.get(id);
  const row = parts.indexOf(part);
  if (table === undefined || row < 0) return null;
  const width = table.length / parts.length;
  return table.subarray(row * width, (row + 1) * width);
}
