/** Loads of the experts of every layer, [E], by document, step or class. */
import { grown } from './grown.ts';
import { zeroMatrix, type Matrix } from '../../routing/matrix.ts';

export class RowStore {
  readonly #rows = new Map<number, Map<number, Float64Array>>();
  #cells = 0;

  /** Numbers in all rows. */
  get cells(): number {
    return this.#cells;
  }

  get size(): number {
    return this.#rows.size;
  }

  has(row: number): boolean {
    return this.#rows.has(row);
  }

  /** What to add to, [at least `experts`]; until the next call. */
  target(row: number, { layer, experts }: { layer: number; experts: number }): Float64Array {
    let layers = this.#rows.get(row);
    if (layers === undefined) this.#rows.set(row, (layers = new Map<number, Float64Array>()));
    const before = layers.get(layer);
    if (before !== undefined && before.length >= experts) return before;
    const target = grown(before ?? new Float64Array(0), experts);
    this.#cells += target.length - (before?.length ?? 0);
    layers.set(layer, target);
    return target;
  }

  /** Adds row `from` to row `into`, and forgets it. */
  merge(into: number, from: number): void {
    const layers = this.#rows.get(from);
    if (layers === undefined) return;
    for (const [layer, loads] of layers) {
      const target = this.target(into, { layer, experts: loads.length });
      for (let i = 0; i < loads.length; i++) target[i]! += loads[i]!;
      this.#cells -= loads.length;
    }
    this.#rows.delete(from);
  }

  /** [rows, E] of one layer, in the order given. */
  matrix(rows: readonly number[], { layer, experts }: { layer: number; experts: number }): Matrix {
    const matrix = zeroMatrix(rows.length, experts);
    rows.forEach((row, i) => {
      const loads = this.#rows.get(row)?.get(layer);
      if (loads !== undefined) matrix.values.set(loads.subarray(0, experts), i * experts);
    });
    return matrix;
  }

  keys(): number[] {
    return [...this.#rows.keys()];
  }
}
