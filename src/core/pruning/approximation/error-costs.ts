/** What is lost of matrices that something else stands for: Σ(w − ŵ)² of what Σw² was, in all, by role, layer and expert. */
import { roleAt } from '../../catalogue.ts';
import type { Role } from '../../structure.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { Certainty, ErrorCosts, ErrorShare, Figure } from '../plan-costs.ts';
import type { Taken } from '../taken.ts';
import { cellsOfParts } from './part-place.ts';

const certainties = ['exact', 'bounded', 'estimate', 'assumed'] as const satisfies readonly Certainty[];

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
  const cells = Array.from({ length: grid.layers.length * width }, () => new Tally());
  for (const { parts: members, noise, certainty } of taken.approximations) {
    members.forEach((part, i) => {
      const cell = cellOf[part]!;
      if (cell >= 0 && taken.gone[cell] === 1) return;
      const role = roles[nameOfRole(roleAt(parts, part))];
      const isKnown = cell < 0 || taken.isMean[cell] === 0;
      const loss = {
        signal: sumSquares[part]!,
        value: isKnown ? noise.value[i]! : NaN,
        low: noise.low[i]!,
        high: noise.high[i]!,
        certainty,
      };
      role.add(loss);
      if (cell < 0) return;
      layers[Math.floor(cell / width)]!.add(loss);
      cells[cell]!.add(loss);
    });
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
    cells: Float64Array.from(cells, (tally) => tally.lostValue()),
  };
}

interface Loss {
  readonly signal: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly certainty: Certainty;
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
    const isExact = certainty === 'bounded' && high - low <= 1e-12 * signal;
    if (!isExact) this.#certainty = Math.max(this.#certainty, certainties.indexOf(certainty));
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

  /** NaN where nothing is known. */
  lostValue(): number {
    return this.#matrices > 0 ? this.#lost().value : NaN;
  }

  share(): ErrorShare {
    return { lost: this.#lost(), matrices: this.#matrices, unknown: this.#unknown };
  }

  /** Of nothing, nothing is lost. */
  #lost(): Figure {
    const shareOf = (noise: number) => (this.#signal > 0 ? noise / this.#signal : 0);
    const certainty = certainties[this.#certainty]!;
    return { value: shareOf(this.#value), low: shareOf(this.#low), high: shareOf(this.#high), certainty };
  }
}

/** 10 log₁₀(Σw² / Σ(w − ŵ)²) in dB of a share that is lost; Infinity where nothing is. */
export function decibelsOf(lost: number): number {
  return lost > 0 ? -10 * Math.log10(lost) : Infinity;
}
