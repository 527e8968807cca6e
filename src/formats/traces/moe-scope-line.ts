/** The members of one line of our own form: lists of numbers, and what stands alone. */
import { MAX_LAYER_ID, MAX_TRACE_LAYERS } from '../../core/trace/collecting/trace-limits.ts';
import { readMembers } from './looks/json-cursor.ts';
import { integerList, numberList } from './looks/number-lists.ts';

/** Filled again for every line. A list that a line lacks has no shape. */
export class LineMembers {
  readonly experts = integerList();
  readonly weights = numberList();
  readonly counts = numberList();
  readonly tokenIds = integerList();
  readonly labels = integerList();
  readonly #lists = new Map(
    Object.entries({
      experts: this.experts,
      weights: this.weights,
      counts: this.counts,
      tokenIds: this.tokenIds,
      labels: this.labels,
    }),
  );
  #others = new Map<string, unknown>();

  /** False if the line is no object, or a list is not rectangular or not of numbers. */
  read(line: Uint8Array): boolean {
    this.#others = new Map();
    for (const list of this.#lists.values()) [list.shape, list.length] = [[], 0];
    return readMembers(line, (key, cursor) => {
      const list = this.#lists.get(key);
      if (list !== undefined && cursor.isList) cursor.readNumbers(list);
      else this.#others.set(key, cursor.readValue());
    });
  }

  one(key: string): unknown {
    return this.#others.get(key);
  }

  others(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#others);
  }

  /** Null if there are none, or one that no layer can be. */
  layers(): readonly number[] | null {
    const { layers = [this.one('layer')] } = this.others();
    const isList = Array.isArray(layers) && layers.length > 0 && layers.length <= MAX_TRACE_LAYERS;
    return isList && layers.every(isLayer) ? layers : null;
  }

  /** Of each of so many layers; unknown ones are left out. Null if what is told makes no sense. */
  tokensOf(layers: number): readonly number[] | null {
    const { tokens = [] } = this.others();
    const all: unknown = isIndex(tokens) ? Array.from({ length: layers }, () => tokens) : tokens;
    const isList = Array.isArray(all) && (all.length === 0 || all.length === layers);
    return isList && all.every(isIndex) ? all : null;
  }
}

export function isLayer(value: unknown): value is number {
  return isIndex(value) && value <= MAX_LAYER_ID;
}

export function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
