/** Where the parts of a catalogue lie in the grid of a plan, and how their matrices lie. */
import { dtypeAt, elementsAt, shapeAt, type Catalogue } from '../../catalogue.ts';
import { blockElements, dtypes, type Dtype } from '../../dtype.ts';
import type { Grid } from '../../grid.ts';
import { orderedPlace } from '../ordered-tables.ts';
import type { PlanBasis } from '../plan-basis.ts';

const known = new WeakMap<Catalogue, Int32Array>();

/** By part of the catalogue: the cell of the grid that it belongs to, scales of an expert's weights as well; −1 for none. */
export function cellsOfParts({ grid, input: { catalogue } }: PlanBasis): Int32Array {
  const found = known.get(catalogue) ?? newCells(grid, catalogue);
  known.set(catalogue, found);
  return found;
}

function newCells({ kind, layers, columns }: Grid, { parts }: Catalogue): Int32Array {
  const cells = new Int32Array(parts.role.length).fill(-1);
  const rowOf = new Map(layers.map((layer, row) => [layer, row]));
  if (kind !== 'experts') return cells;
  parts.expert.forEach((expert, part) => {
    const row = rowOf.get(parts.layer[part]!);
    if (row !== undefined && expert >= 0 && expert < columns.length)
      cells[part] = row * columns.length + expert;
  });
  return cells;
}

export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** Outputs and inputs, as the pass over whole matrices found them; of a matrix that it did not read, as it is stored. */
export function shapeOfPart(
  { input: { catalogue, ordered } }: Pick<PlanBasis, 'input'>,
  part: number,
): Shape {
  const { tensors, parts } = catalogue;
  const place = ordered === null ? -1 : orderedPlace(ordered, part);
  const columns = place >= 0 ? ordered!.columns[place]! : (shapeAt(tensors, parts.tensor[part]!).at(-1) ?? 1);
  return { rows: parts.parameters[part]! / columns, columns };
}

const knownBytes = new WeakMap<Catalogue, Float64Array>();

/** Its share of the bytes of its tensor. */
export function bytesOfPart(catalogue: Catalogue, part: number): number {
  return (knownBytes.get(catalogue) ?? newBytes(catalogue))[part]!;
}

function newBytes(catalogue: Catalogue): Float64Array {
  const { tensors, parts } = catalogue;
  const bytes = Float64Array.from(parts.tensor, (tensor, part) => {
    const elements = elementsAt(tensors, tensor);
    return elements > 0 ? (tensors.byteLength[tensor]! * parts.parameters[part]!) / elements : 0;
  });
  knownBytes.set(catalogue, bytes);
  return bytes;
}

/** Types whose numbers are rounded further than those that models are trained in. */
export function isRounded(dtype: Dtype): boolean {
  return dtypes[dtype].kind !== 'float' || dtypes[dtype].bits <= 8 || blockElements(dtype) > 1;
}

export function dtypeOfPart({ tensors, parts }: Catalogue, part: number): Dtype {
  return dtypeAt(tensors, parts.tensor[part]!);
}
