/**
 * Replicas: under expert parallelism some experts live in several places, each with a physical id of its own.
 * A map [L, P] tells which expert (by its logical id) each physical id is a replica of.
 */
import type { IdArray } from '../../core/trace/trace-sink.ts';
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import type { Numbers } from './looks/numbers.ts';
import type { TraceArray } from './looks/trace-array.ts';
import type { TraceReadOptions } from './trace-format.ts';

export interface PhysicalMap {
  readonly layers: number;
  /** Physical experts of a layer, and experts of the model. */
  readonly physical: number;
  readonly experts: number;
  /** [L, P]: the expert of each. */
  readonly logical: Numbers;
}

/** Null where the array is no such map. Throws what sources throw. */
export async function readPhysicalMap(
  array: TraceArray,
  options: TraceReadOptions,
): Promise<PhysicalMap | null> {
  const [layers, physical, ...rest] = array.shape;
  if (!array.isInteger || layers === undefined || physical === undefined || rest.length > 0) return null;
  return physicalMapOf(await array.read(options), { layers, physical });
}

/** Null where ids reach beyond the places: no map has more experts than places for them. */
export function physicalMapOf(
  logical: Numbers,
  { layers, physical }: { readonly layers: number; readonly physical: number },
): PhysicalMap | null {
  if (physical === 0) return null;
  let largest = -1;
  for (const expert of logical) {
    if (expert < 0 || expert >= physical) return null;
    if (expert > largest) largest = expert;
  }
  return logical.length === layers * physical ? { layers, physical, experts: largest + 1, logical } : null;
}

/** True if ids mean the same with and without the map. */
export function isIdentity({ logical, physical }: PhysicalMap): boolean {
  return logical.every((expert, i) => expert === i % physical);
}

/** Says that ids are physical. True if they are to be read through the map. */
export function tellPhysicalIds(sink: TraceSink, map: PhysicalMap, { corrects }: TraceReadOptions): boolean {
  if (isIdentity(map)) return true;
  const { physical, experts } = map;
  const isCorrected = corrects('physical-ids');
  sink.find(finding('physical-ids', { physical, experts }, isCorrected ? 'corrected' : 'ignored'));
  return isCorrected;
}

/** Counts of a layer's physical experts, [P], added up by expert, [E]. */
export function logicalCounts(map: PhysicalMap, layer: number, counts: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(map.experts);
  const row = layer * map.physical;
  for (let p = 0; p < map.physical; p++) sums[map.logical[row + p]!]! += counts[p]!;
  return sums;
}

/** Ids of experts for those of their replicas; what is no replica (−1 among them) stays as it is. */
export function logicalIds(map: PhysicalMap, layer: number, ids: IdArray): Int32Array {
  const row = layer * map.physical;
  return Int32Array.from(ids, (id) => (id >= 0 && id < map.physical ? map.logical[row + id]! : id));
}

/** How many places each expert has, [L, E]. */
export function replicasOf(map: PhysicalMap): Float64Array[] {
  const ones = new Float64Array(map.physical).fill(1);
  return Array.from({ length: map.layers }, (_, layer) => logicalCounts(map, layer, ones));
}
