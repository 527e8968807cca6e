/** The layers of a trace while it is read, all with room for equally many experts; and the ceilings that hold for them. */
import { Fault } from '../../fault.ts';
import { grown } from './grown.ts';
import { emptyTally, type LayerTally } from './layer-tally.ts';
import { MAX_LAYER_ID, MAX_TRACE_CELLS, MAX_TRACE_EXPERTS, MAX_TRACE_LAYERS } from './trace-limits.ts';

const FIRST_CAPACITY = 64;

export class LayerTallies {
  readonly #byId = new Map<number, LayerTally>();
  /** For faults: the file or folder that is read. */
  readonly #name: string;
  #capacity = FIRST_CAPACITY;

  constructor(name: string) {
    this.#name = name;
  }

  /** Experts that every layer has room for. */
  get capacity(): number {
    return this.#capacity;
  }

  get all(): readonly LayerTally[] {
    return [...this.#byId.values()].sort((a, b) => a.layer - b.layer);
  }

  layer(layer: number): LayerTally {
    const known = this.#byId.get(layer);
    if (known !== undefined) return known;
    if (!Number.isInteger(layer) || layer < 0) throw this.malformed(`a layer has the id ${layer}`);
    this.check('the id of a layer', layer, MAX_LAYER_ID);
    this.check('layers', this.#byId.size + 1, MAX_TRACE_LAYERS);
    const tally = emptyTally(layer);
    this.#byId.set(layer, tally);
    this.#widen(tally);
    this.#checkCells();
    return tally;
  }

  makeRoom(experts: number): void {
    this.checkExperts(experts);
    if (experts <= this.#capacity) return;
    this.#capacity = 2 ** Math.ceil(Math.log2(experts));
    this.#checkCells();
    for (const tally of this.#byId.values()) this.#widen(tally);
  }

  checkExperts(experts: number): void {
    this.check('experts of a layer', experts, MAX_TRACE_EXPERTS);
  }

  /** Throws `over-limit`. */
  check(what: string, value: number, limit: number): void {
    if (!(value <= limit)) throw new Fault('over-limit', { file: this.#name, what, value, limit });
  }

  malformed(detail: string): Fault {
    return new Fault('malformed', { file: this.#name, format: 'a routing trace', detail });
  }

  #checkCells(): void {
    this.check('layers times experts', this.#byId.size * this.#capacity, 2 * MAX_TRACE_CELLS);
  }

  #widen(tally: LayerTally): void {
    tally.choices = grown(tally.choices, this.#capacity);
    tally.firsts = grown(tally.firsts, this.#capacity);
  }
}
