/** Rows of the tensors' table: what each tensor is, and its measures as far as they are known. */
import { dtypeAt, projectionAt, roleAt, shapeAt, type Catalogue } from '../core/catalogue.ts';
import { aimer, gini, meanMagnitude } from '../core/sketch/measures.ts';
import { curveOf } from '../core/sketch/curve.ts';
import { mergeSketches } from '../core/sketch/sketch.ts';
import { finiteCount } from '../core/sketch/totals.ts';
import type { PartLookup } from './cells.ts';
import { elementCount } from '../core/tensor.ts';
import { nextTask, SLICE_MS } from '../workers/next-task.ts';

export interface TensorRow {
  readonly index: number;
  readonly name: string;
  readonly role: string;
  /** "3", "3 · 5" with an expert, "3 · 0–7" with several, or empty. */
  readonly place: string;
  readonly shape: string;
  readonly dtype: string;
  readonly parameters: number;
  readonly bytes: number;
}

/** Measures by tensor; NaN where they are not known or do not apply. */
export interface TensorMeasures {
  readonly mean: Float64Array;
  readonly max: Float64Array;
  readonly gini: Float64Array;
  readonly aimer: Float64Array;
  readonly zeros: Float64Array;
  readonly nonFinite: Float64Array;
}

export function tensorRows(catalogue: Catalogue): readonly TensorRow[] {
  const parts = partsOfTensors(catalogue);
  return catalogue.tensors.names.map((name, index) => {
    const shape = shapeAt(catalogue.tensors, index);
    return {
      index,
      name,
      role: roleText(catalogue, parts[index] ?? []),
      place: placeText(catalogue, parts[index] ?? []),
      shape: shape.join(' × ') || 'scalar',
      dtype: dtypeAt(catalogue.tensors, index),
      parameters: elementCount(shape),
      bytes: catalogue.tensors.byteLength[index]!,
    };
  });
}

/** Indices of the parts of each tensor. */
function partsOfTensors({ tensors, parts }: Catalogue): readonly (readonly number[])[] {
  const of: number[][] = tensors.names.map(() => []);
  parts.tensor.forEach((tensor, part) => of[tensor]!.push(part));
  return of;
}

function roleText({ parts }: Catalogue, members: readonly number[]): string {
  const [first] = members;
  if (first === undefined) return '';
  const role = roleAt(parts, first);
  const found = new Set(members.map((part) => projectionAt(parts, part)));
  const projections = [...found].filter((projection) => projection !== null && projection !== 'other');
  const name = role === 'other' ? 'weight' : role.replace('-', ' ');
  return projections.length === 0 ? name : `${name} · ${projections.join(', ')}`;
}

function placeText({ parts, structure }: Catalogue, members: readonly number[]): string {
  const [first] = members;
  const layer = first === undefined ? -1 : parts.layer[first]!;
  if (layer < 0) return '';
  const experts = members.map((part) => parts.expert[part]!).filter((expert) => expert >= 0);
  const label = structure.layerLabels[layer] ?? String(layer);
  if (experts.length === 0) return label;
  const [low, high] = [Math.min(...experts), Math.max(...experts)];
  return `${label} · ${low === high ? low : `${low}–${high}`}`;
}

/** Takes the measures in slices. Throws AbortError when aborted. */
export async function measureTensors(
  catalogue: Catalogue,
  { lookup, signal }: { lookup: PartLookup; signal: AbortSignal },
): Promise<TensorMeasures> {
  const members = partsOfTensors(catalogue);
  const column = () => new Float64Array(members.length).fill(NaN);
  const measures = {
    mean: column(),
    max: column(),
    gini: column(),
    aimer: column(),
    zeros: column(),
    nonFinite: column(),
  };
  let sliceEnd = performance.now() + SLICE_MS;
  for (const [index, parts] of members.entries()) {
    measureTensor(measures, index, parts, lookup);
    if (performance.now() < sliceEnd) continue;
    await nextTask();
    signal.throwIfAborted();
    sliceEnd = performance.now() + SLICE_MS;
  }
  return measures;
}

function measureTensor(
  measures: TensorMeasures,
  index: number,
  parts: readonly number[],
  lookup: PartLookup,
): void {
  const sketches = parts.flatMap((part) => lookup(part) ?? []).filter(({ totals }) => totals.count > 0);
  if (sketches.length === 0) return;
  const curve = curveOf(sketches.length === 1 ? sketches[0]! : mergeSketches(sketches));
  const { totals } = curve;
  measures.mean[index] = meanMagnitude(curve, 'all');
  measures.max[index] = totals.maxAbs;
  measures.gini[index] = gini(curve, 'all');
  measures.aimer[index] = aimer(curve, 'all');
  measures.zeros[index] = finiteCount(totals) > 0 ? totals.zeros / finiteCount(totals) : NaN;
  measures.nonFinite[index] = totals.nan + totals.infinite;
}
