/** What a scan says of each tensor, and of each part of a fused one. */
import { dtypeAt, elementsAt, projectionAt, roleAt, shapeAt } from '../core/catalogue.ts';
import { isFloat, type Dtype } from '../core/dtype.ts';
import { totalsAt } from '../core/sketch/columns.ts';
import { addTotals, noTotals, type Totals } from '../core/sketch/totals.ts';
import { scannedRoles, type Projection, type Role } from '../core/structure.ts';
import type { Analysis } from './analysis.ts';

/** Over finite values; counts of zeros and of what is not finite. */
export interface Statistics {
  readonly zeros: number;
  readonly nonFinite: number;
  /** Null beyond the range of doubles. */
  readonly l1: number | null;
  readonly l2: number | null;
  readonly maxAbs: number;
}

/** Of what is not scanned: codes, companions, optimiser state, aliases, and weights that can't be drawn. */
type NoStatistics = { readonly [K in keyof Statistics]: null };

const noStatistics: NoStatistics = { zeros: null, nonFinite: null, l1: null, l2: null, maxAbs: null };

interface Place {
  readonly expert: number | null;
  readonly projection: Projection | null;
}

export type PartReport = Place & { readonly parameters: number } & (Statistics | NoStatistics);

export type TensorReport = Place & {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly role: Role;
  readonly layer: number | null;
  /** Of a fused tensor, whose own expert and projection are null where its parts have different ones. */
  readonly parts?: readonly PartReport[];
} & (Statistics | NoStatistics);

type Read = Pick<Analysis, 'catalogue' | 'summary'>;

export function* tensorReports(analysis: Read): Generator<TensorReport> {
  const { tensors, parts } = analysis.catalogue;
  // parts are listed tensor by tensor
  let first = 0;
  for (let tensor = 0; tensor < tensors.names.length; tensor++) {
    let end = first;
    while (parts.tensor[end] === tensor) end++;
    yield tensorReport(analysis, { tensor, first, end });
    first = end;
  }
}

function tensorReport(analysis: Read, at: { tensor: number; first: number; end: number }): TensorReport {
  const { tensors, parts } = analysis.catalogue;
  const { tensor, first, end } = at;
  const isFused = end - first > 1;
  const own = Array.from({ length: end - first }, (_, i) => partReport(analysis, first + i));
  const layer = parts.layer[first]!;
  return {
    name: tensors.names[tensor]!,
    dtype: dtypeAt(tensors, tensor),
    shape: shapeAt(tensors, tensor),
    parameters: elementsAt(tensors, tensor),
    ...statistics(analysis, first, end),
    role: roleAt(parts, first),
    layer: layer < 0 ? null : layer,
    expert: common(own.map(({ expert }) => expert)),
    projection: commonProjection(own.map(({ projection }) => projection)),
    ...(isFused && { parts: own }),
  };
}

function partReport(analysis: Read, part: number): PartReport {
  const { parts } = analysis.catalogue;
  const expert = parts.expert[part]!;
  return {
    expert: expert < 0 ? null : expert,
    projection: projectionAt(parts, part),
    parameters: parts.parameters[part]!,
    ...statistics(analysis, part, part + 1),
  };
}

function common<T>([first, ...others]: readonly (T | null)[]): T | null {
  return first !== undefined && others.every((other) => other === first) ? first : null;
}

/** A tensor that holds both gate and up is just that. */
function commonProjection(projections: readonly (Projection | null)[]): Projection | null {
  const areBoth = (['gate', 'up'] as const).every((projection) => projections.includes(projection));
  const isNothingElse = projections.every((projection) => projection === 'gate' || projection === 'up');
  return areBoth && isNothingElse ? 'gateUp' : common(projections);
}

function statistics(read: Read, first: number, end: number): Statistics | NoStatistics {
  for (let part = first; part < end; part++) if (!isRead(read, part)) return noStatistics;
  return statisticsOf(read, first, end);
}

/** A scan reads floats of some roles; a sample misses those that can only be streamed. */
function isRead({ catalogue: { tensors, parts }, summary }: Read, part: number): boolean {
  const isScanned =
    scannedRoles.includes(roleAt(parts, part)) && isFloat(dtypeAt(tensors, parts.tensor[part]!));
  return isScanned && (parts.parameters[part] === 0 || summary.parts.totals.count[part]! > 0);
}

/** Over the parts first … end − 1; those that were not read add nothing. */
export function statisticsOf({ summary }: Pick<Read, 'summary'>, first: number, end: number): Statistics {
  let totals: Totals = noTotals;
  for (let part = first; part < end; part++) totals = addTotals(totals, totalsAt(summary.parts, part));
  const { zeros, nan, infinite, l1, sumSquares, maxAbs } = totals;
  // a sample's counts are scaled, and no longer whole
  const whole = summary.kind === 'sample' ? Math.round : (count: number) => count;
  return {
    zeros: whole(zeros),
    nonFinite: whole(nan + infinite),
    l1: finiteOrNull(l1),
    l2: finiteOrNull(Math.sqrt(sumSquares)),
    maxAbs,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
