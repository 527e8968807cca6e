/** A matrix of weights by rows, an output a row and an input a column, as `nn.Linear` keeps it; whoever has it otherwise turns it. */
export interface WeightMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Element (r, c) is values[r · columns + c]. */
  readonly values: Floats;
}

export type Floats = Float32Array | Float64Array;

/** A view, not a copy. */
export function rowOf({ columns, values }: WeightMatrix, row: number): Floats {
  return values.subarray(row * columns, (row + 1) * columns);
}
