/**
 * Loads by document. There are as many rows as fit: documents take turns, so that rows are groups of whole documents and
 * a bootstrap over rows stays honest.
 */
import type { Matrix } from '../../routing/matrix.ts';
import { RowStore } from './row-store.ts';
import { DOCUMENT_ROWS, MAX_ROW_CELLS } from './trace-limits.ts';

export class DocumentRows {
  readonly #store = new RowStore();
  #rows = DOCUMENT_ROWS;
  #last = 0;

  target(document: number, place: { layer: number; experts: number }): Float64Array {
    this.#last = Math.max(this.#last, Math.abs(document));
    while (this.#store.cells > MAX_ROW_CELLS && this.#rows > 2) this.#fold();
    return this.#store.target(Math.abs(document) % this.#rows, place);
  }

  /** Whether some row is of several documents. */
  get areGroups(): boolean {
    return this.#last >= this.#rows;
  }

  /** Before they are told: as many rows as fit where each has a number for all `cells`, layers times experts. */
  settle(cells: number): void {
    while (this.#store.size * cells > MAX_ROW_CELLS && this.#rows > 2) this.#fold();
  }

  /** Null of fewer than two documents, which say nothing of each other. */
  matrix(place: { layer: number; experts: number }): Matrix | null {
    const rows = this.#store.keys().sort((a, b) => a - b);
    return rows.length < 2 ? null : this.#store.matrix(rows, place);
  }

  /** Half as many rows: what is row r of twice as many is row r mod half of them. */
  #fold(): void {
    this.#rows /= 2;
    for (const row of this.#store.keys()) {
      if (row >= this.#rows) this.#store.merge(row % this.#rows, row);
    }
  }
}
