/** Loads over time. Of more steps than there are rows, neighbours are added, so that rows stay equally long in steps. */
import type { StepReading } from '../reading.ts';
import { RowStore } from './row-store.ts';
import { MAX_ROW_CELLS, STEP_ROWS } from './trace-limits.ts';

export class StepRows {
  readonly #store = new RowStore();
  /** The first step of each row, rising; it names the row in the store too. */
  #firsts: number[] = [];
  #stepsPerRow = 1;
  /** Distinct steps in the last row, and the last of them. */
  #inLast = 0;
  #last = -Infinity;

  target(step: number, place: { layer: number; experts: number }): Float64Array {
    while (
      this.#firsts.length > STEP_ROWS ||
      (this.#store.cells > MAX_ROW_CELLS && this.#firsts.length > 2)
    ) {
      this.#mergeNeighbours();
    }
    return this.#store.target(this.#rowOf(step), place);
  }

  /** Before they are told: as many rows as fit where each has a number for all `cells`, layers times experts. */
  settle(cells: number): void {
    while (this.#firsts.length * cells > MAX_ROW_CELLS && this.#firsts.length > 2) this.#mergeNeighbours();
  }

  /** Null where all is of one step, or none. */
  read(place: { layer: number; experts: number }): StepReading | null {
    if (this.#firsts.length < 2) return null;
    return {
      ids: Float64Array.from(this.#firsts),
      stepsPerRow: this.#stepsPerRow,
      choices: this.#store.matrix(this.#firsts, place),
    };
  }

  #rowOf(step: number): number {
    if (step > this.#last) return this.#append(step);
    const at = this.#firsts.findLastIndex((first) => first <= step);
    if (at >= 0 && (this.#firsts[at] === step || this.#stepsPerRow > 1)) return this.#firsts[at]!;
    this.#firsts.splice(at + 1, 0, step);
    return step;
  }

  #append(step: number): number {
    this.#last = step;
    const row = this.#firsts.at(-1);
    if (row !== undefined && this.#inLast < this.#stepsPerRow) {
      this.#inLast++;
      return row;
    }
    this.#inLast = 1;
    this.#firsts.push(step);
    return step;
  }

  #mergeNeighbours(): void {
    const { length } = this.#firsts;
    for (let i = 1; i < length; i += 2) this.#store.merge(this.#firsts[i - 1]!, this.#firsts[i]!);
    this.#inLast += length % 2 === 0 ? this.#stepsPerRow : 0;
    this.#firsts = this.#firsts.filter((_, i) => i % 2 === 0);
    this.#stepsPerRow *= 2;
  }
}
