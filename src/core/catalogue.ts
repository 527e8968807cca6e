/**
 * A catalogue: what the page holds of an open checkpoint. Names, shapes and meanings as columns, so that half a
 * million tensors cross threads in a few arrays; no element of a weight, and no way to read one.
 */
import { isInside, type Checkpoint, type CheckpointFile } from './checkpoint.ts';
import { dtypeNames, type Dtype } from './dtype.ts';
import type { Notice } from './fault.ts';
import { projections, roles, type Part, type Projection, type Role, type Structure } from './structure.ts';
import { elementCount } from './tensor.ts';

export interface TensorColumns {
  readonly names: readonly string[];
  /** Index into `dtypeNames`. */
  readonly dtype: Uint8Array;
  /** Tensor t has the axes shapeStart[t] … shapeStart[t + 1] − 1 of `shapes`. */
  readonly shapeStart: Uint32Array;
  readonly shapes: Float64Array;
  /** Index into the catalogue's files. */
  readonly file: Uint32Array;
  readonly byteLength: Float64Array;
}

export interface PartColumns {
  readonly tensor: Uint32Array;
  /** Index into `roles`. */
  readonly role: Uint8Array;
  /** −1 where there is none. */
  readonly layer: Int32Array;
  readonly expert: Int32Array;
  /** Index into `projections`, or −1. */
  readonly projection: Int8Array;
  readonly parameters: Float64Array;
}

export interface Catalogue {
  readonly name: string;
  readonly format: string;
  readonly formatName: string;
  /** Of the bytes, as links carry it. */
  readonly fingerprint: string;
  readonly files: readonly { readonly name: string; readonly size: number }[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly notices: readonly Notice[];
  readonly structure: StructureFacts;
  readonly tensors: TensorColumns;
  readonly parts: PartColumns;
}

export type StructureFacts = Omit<Structure, 'parts' | 'notices'>;

export function catalogueOf(checkpoint: Checkpoint, structure: Structure, fingerprint: string): Catalogue {
  const { parts, notices, ...facts } = structure;
  return {
    name: checkpoint.name,
    format: checkpoint.format,
    formatName: checkpoint.formatName,
    fingerprint,
    files: filesOnDisk(checkpoint).map(({ name, size }) => ({ name, size })),
    metadata: checkpoint.metadata,
    notices: [...checkpoint.notices, ...notices],
    structure: facts,
    tensors: tensorColumns(checkpoint),
    parts: partColumns(parts),
  };
}

/** What an archive unpacks to is no file of its own: its bytes would count twice. */
function filesOnDisk({ files }: Pick<Checkpoint, 'files'>): readonly CheckpointFile[] {
  return files.filter(({ recipe }) => !isInside(recipe));
}

/** For each file of the checkpoint the index of the file on disk that it lies in. */
function placesOnDisk(checkpoint: Pick<Checkpoint, 'files'>): readonly number[] {
  const onDisk = filesOnDisk(checkpoint).map(({ recipe }) => recipe);
  return checkpoint.files.map(({ recipe }) => {
    let outer = recipe;
    while (isInside(outer)) outer = outer.of;
    return Math.max(0, onDisk.indexOf(outer));
  });
}

function tensorColumns(checkpoint: Checkpoint): TensorColumns {
  const { tensors } = checkpoint;
  const places = placesOnDisk(checkpoint);
  const shapeStart = new Uint32Array(tensors.length + 1);
  tensors.forEach(({ shape }, t) => (shapeStart[t + 1] = shapeStart[t]! + shape.length));
  const shapes = new Float64Array(shapeStart[tensors.length]!);
  tensors.forEach(({ shape }, t) => shapes.set(shape, shapeStart[t]));
  return {
    names: tensors.map(({ name }) => name),
    dtype: Uint8Array.from(tensors, ({ dtype }) => dtypeNames.indexOf(dtype)),
    shapeStart,
    shapes,
    file: Uint32Array.from(tensors, ({ file }) => places[file]!),
    byteLength: Float64Array.from(tensors, ({ byteLength }) => byteLength),
  };
}

export function partColumns(parts: readonly Part[]): PartColumns {
  return {
    tensor: Uint32Array.from(parts, ({ tensor }) => tensor),
    role: Uint8Array.from(parts, ({ role }) => roles.indexOf(role)),
    layer: Int32Array.from(parts, ({ layer }) => layer ?? -1),
    expert: Int32Array.from(parts, ({ expert }) => expert ?? -1),
    projection: Int8Array.from(parts, ({ projection }) =>
      projection === null ? -1 : projections.indexOf(projection),
    ),
    parameters: Float64Array.from(parts, ({ parameters }) => parameters),
  };
}

export function dtypeAt(tensors: TensorColumns, tensor: number): Dtype {
  return dtypeNames[tensors.dtype[tensor]!]!;
}

export function shapeAt(tensors: TensorColumns, tensor: number): readonly number[] {
  return [...tensors.shapes.subarray(tensors.shapeStart[tensor], tensors.shapeStart[tensor + 1])];
}

export function roleAt(parts: PartColumns, part: number): Role {
  return roles[parts.role[part]!]!;
}

export function projectionAt(parts: PartColumns, part: number): Projection | null {
  return projections[parts.projection[part]!] ?? null;
}

export interface CheckpointTotals {
  readonly tensors: number;
  /** Elements of weights: drawn matrices and 1-D parameters; no companions, codes, aliases or optimiser state. */
  readonly parameters: number;
  readonly bytes: number;
  /** Bytes a dtype, largest first. */
  readonly dtypes: readonly { readonly dtype: Dtype; readonly bytes: number }[];
}

const countedRoles: readonly Role[] = ['expert', 'shared-expert', 'router', 'other', 'vector', 'undrawn'];

export function checkpointTotals({ files, tensors, parts }: Catalogue): CheckpointTotals {
  const byDtype = new Map<Dtype, number>();
  tensors.names.forEach((_, t) => {
    const dtype = dtypeAt(tensors, t);
    byDtype.set(dtype, (byDtype.get(dtype) ?? 0) + tensors.byteLength[t]!);
  });
  let parameters = 0;
  parts.parameters.forEach((count, p) => {
    if (countedRoles.includes(roleAt(parts, p))) parameters += count;
  });
  return {
    tensors: tensors.names.length,
    parameters,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    dtypes: [...byDtype].map(([dtype, bytes]) => ({ dtype, bytes })).sort((a, b) => b.bytes - a.bytes),
  };
}

/** Number of elements of a tensor by its columns. */
export function elementsAt(tensors: TensorColumns, tensor: number): number {
  return elementCount(shapeAt(tensors, tensor));
}

/** The buffers to hand over with postMessage. */
export function catalogueTransferables({ tensors, parts }: Catalogue): ArrayBuffer[] {
  const arrays = [
    tensors.dtype,
    tensors.shapeStart,
    tensors.shapes,
    tensors.file,
    tensors.byteLength,
    parts.tensor,
    parts.role,
    parts.layer,
    parts.expert,
    parts.projection,
    parts.parameters,
  ];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
