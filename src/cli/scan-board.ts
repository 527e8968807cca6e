/**
 * The board that threads of one scan share: which unit comes next, and how many bytes are done. Whoever is free takes
 * the next unit by one atomic step, so nothing has to be dealt by messages.
 */
export interface ScanBoard {
  readonly next: Int32Array<SharedArrayBuffer>;
  readonly doneBytes: BigInt64Array<SharedArrayBuffer>;
}

export function newBoard(): ScanBoard {
  return {
    next: new Int32Array(new SharedArrayBuffer(4)),
    doneBytes: new BigInt64Array(new SharedArrayBuffer(8)),
  };
}

/** The first of the next `count` units. */
export function takeNext({ next }: ScanBoard, count: number): number {
  return Atomics.add(next, 0, count);
}

export function addDone({ doneBytes }: ScanBoard, bytes: number): void {
  Atomics.add(doneBytes, 0, BigInt(bytes));
}

export function doneOf({ doneBytes }: ScanBoard): number {
  return Number(Atomics.load(doneBytes, 0));
}
