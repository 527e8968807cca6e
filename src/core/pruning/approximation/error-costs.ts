/** What is lost of matrices that something else stands for: Σ(w − ŵ)² of what Σw² was, in all, by role, layer and expert. */
import { roleAt } from '../../catalogue.ts';
import type { Role } from '../../structure.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { Certainty, ErrorCosts, ErrorShare, Figure } from '../plan-costs.ts';
import type { Taken } from '../taken.ts';
import { cellsOfParts } from './part-place.ts';

const certainties = ['exact', 'bounded', 'estimate', 'assumed'] as const satisfies readonly Certainty[];
const BOUNDED = certainties.indexOf('bounded');

function nameOfRole(role: Role): 'experts' | 'routers' | 'rest' {
  if (role === 'expert') return 'experts';
  return role === 'router' ? 'routers' : 'rest';
}

/** Null where nothing is approximated. */
export function errorCosts(basis: PlanBasis, taken: Taken): ErrorCosts | null {
  if (taken.approximations.length === 0) return null;
  const { grid, input } = basis;
  const { parts } = input.catalogue;
  const { sumSquares } = input.summary.parts.totals;
  const cellOf = cellsOfParts(basis);
  const width = grid.columns.length;
  const roles = { experts: new Tally(), routers: new Tally(), rest: new Tally() };
  const layers = grid.layers.map(() => new Tally());
  const cells = new CellLosses(grid.layers.length * width);
  const loss: Loss = { signal: 0, value: 0, low: 0, high: 0, certainty: 0 };
  for (const { parts: members, noise, certainty } of taken.approximations) {
    loss.certainty = certainties.indexOf(certainty);
    for (let i = 0; i < members.length; i++) {
      const part = members[i]!;
      const cell = cellOf[part]!;
      if (cell >= 0 && taken.gone[cell] === 1) continue;
      const isKnown = cell < 0 || taken.isMean[cell] === 0;
      loss.signal = sumSquares[part]!;
      loss.value = isKnown ? noise.value[i]! : NaN;
      loss.low = noise.low[i]!;
      loss.high = noise.high[i]!;
      roles[nameOfRole(roleAt(parts, part))].add(loss);
      if (cell < 0) continue;
      layers[Math.floor(cell / width)]!.add(loss);
      cells.add(cell, loss);
    }
  }
  const all = new Tally();
  for (const tally of Object.values(roles)) all.merge(tally);
  return {
    ...all.share(),
    roles: (['experts', 'routers', 'rest'] as const)
      .map((role) => ({ role, ...roles[role].share() }))
      .filter(({ matrices, unknown }) => matrices + unknown > 0),
    layers: layers
      .map((tally, row) => ({ layer: grid.layers[row]!, ...tally.share() }))
      .filter(({ matrices, unknown }) => matrices + unknown > 0),
    cells: cells.lost(),
  };
}

/** Of one matrix. One is used again and again, as there are tens of thousands. */
interface Loss {
  signal: number;
  value: number;
  low: number;
  high: number;
  /** Index into `certainties`. */
  certainty: number;
}

/** What a tally keeps of each expert, as columns: there are thousands. */
class CellLosses {
  readonly #signal: Float64Array;
  readonly #value: Float64Array;

  constructor(cells: number) {
    this.#signal = new Float64Array(cells).fill(NaN);
    this.#value = new Float64Array(cells);
  }

  add(cell: number, { signal, value }: Loss): void {
    if (Number.isNaN(value)) return;
    // NaN is an expert of which nothing is known so far
    this.#signal[cell] = Number.isNaN(this.#signal[cell]) ? signal : this.#signal[cell]! + signal;
    this.#value[cell]! += value;
  }

  /** Shares that are lost; NaN where nothing is known. */
  lost(): Float64Array {
    return this.#signal.map((signal, cell) =>
      Number.isNaN(signal) ? NaN : lostShare(this.#value[cell]!, signal),
    );
  }
}

/** Of nothing, nothing is lost. */
function lostShare(noise: number, signal: number): number {
  return signal > 0 ? noise / signal : 0;
}

class Tally {
  #matrices = 0;
  #unknown = 0;
  #signal = 0;
  #value = 0;
  #low = 0;
  #high = 0;
  #certainty = 0;

  add({ signal, value, low, high, certainty }: Loss): void {
    if (Number.isNaN(value)) {
      this.#unknown++;
      return;
    }
    this.#matrices++;
    this.#signal += signal;
    this.#value += value;
    this.#low += low;
    this.#high += high;
    const isExact = certainty === BOUNDED && high - low <= 1e-12 * signal;
    if (!isExact) this.#certainty = Math.max(this.#certainty, certainty);
  }

  merge(other: Tally): void {
    this.#matrices += other.#matrices;
    this.#unknown += other.#unknown;
    this.#signal += other.#signal;
    this.#value += other.#value;
    this.#low += other.#low;
    this.#high += other.#high;
    this.#certainty = Math.max(this.#certainty, other.#certainty);
  }

  share(): ErrorShare {
    return { lost: this.#lost(), matrices: this.#matrices, unknown: this.#unknown };
  }

  #lost(): Figure {
    const shareOf = (noise: number) => lostShare(noise, this.#signal);
    const certainty = certainties[this.#certainty]!;
    return { value: shareOf(this.#value), low: shareOf(this.#low), high: shareOf(this.#high), certainty };
  }
}

/** 10 log₁₀(Σw² / Σ(w − ŵ)²) in dB of a share that is lost; Infinity where nothing is. */
export function decibelsOf(lost: number): number {
  return lost > 0 ? -10 * Math.log10(lost) : Infinity;
}
