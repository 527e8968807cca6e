/**
 * The grid of a checkpoint: layers down, experts across; for a dense model projections across. Each cell is the
 * parts that belong to it, so that any measure can be taken of it.
 */
import type { Catalogue } from './catalogue.ts';
import { drawnRoles, projections, roles, type Projection } from './structure.ts';

export interface Grid {
  readonly kind: 'experts' | 'projections';
  /** Layer id of each row, rising, and what to call it. */
  readonly layers: readonly number[];
  readonly rowLabels: readonly string[];
  /** Expert ids, or indices into `projections`. */
  readonly columns: readonly number[];
  readonly columnLabels: readonly string[];
  /** Cell c = row · columns + column has the parts partStart[c] … partStart[c + 1] − 1 of `parts`. */
  readonly partStart: Uint32Array;
  readonly parts: Uint32Array;
}

/** `projection` narrows the cells of experts to one of their matrices. */
export function gridOf({ structure, parts }: Catalogue, projection: Projection | null = null): Grid {
  const hasExperts = structure.expertsPerLayer > 0;
  const expertRole = roles.indexOf('expert');
  const wanted = projection === null ? -1 : projections.indexOf(projection);
  const members: { row: number; column: number; part: number }[] = [];
  parts.role.forEach((role, part) => {
    const isMember = hasExperts ? role === expertRole : drawnRoles.includes(roles[role]!);
    if (!isMember || parts.layer[part]! < 0) return;
    if (hasExperts && wanted >= 0 && parts.projection[part] !== wanted) return;
    const column = hasExperts ? parts.expert[part]! : Math.max(parts.projection[part]!, -1);
    if (column >= 0) members.push({ row: parts.layer[part]!, column, part });
  });
  const layers = distinct(members.map(({ row }) => row));
  const columns = hasExperts
    ? rangeTo(structure.expertsPerLayer)
    : distinct(members.map(({ column }) => column));
  return {
    kind: hasExperts ? 'experts' : 'projections',
    layers,
    rowLabels: layers.map((layer) => structure.layerLabels[layer] ?? String(layer)),
    columns,
    columnLabels: columns.map((column) => (hasExperts ? String(column) : projections[column]!)),
    ...cellsOf(members, layers, columns),
  };
}

/** Projections that routed experts have, in the order of `projections`. */
export function expertProjections({ parts }: Pick<Catalogue, 'parts'>): readonly Projection[] {
  const expertRole = roles.indexOf('expert');
  const present = new Set<number>();
  parts.role.forEach((role, part) => {
    if (role === expertRole) present.add(parts.projection[part]!);
  });
  return projections.filter((_, index) => present.has(index));
}

function cellsOf(
  members: readonly { row: number; column: number; part: number }[],
  layers: readonly number[],
  columns: readonly number[],
): { partStart: Uint32Array; parts: Uint32Array } {
  const rowOf = new Map(layers.map((layer, row) => [layer, row]));
  const columnOf = new Map(columns.map((id, column) => [id, column]));
  const cells = members
    .map(({ row, column, part }) => ({
      cell: rowOf.get(row)! * columns.length + columnOf.get(column)!,
      part,
    }))
    .sort((a, b) => a.cell - b.cell || a.part - b.part);
  const partStart = new Uint32Array(layers.length * columns.length + 1);
  for (const { cell } of cells) partStart[cell + 1]!++;
  for (let cell = 1; cell < partStart.length; cell++) partStart[cell]! += partStart[cell - 1]!;
  return { partStart, parts: Uint32Array.from(cells, ({ part }) => part) };
}

export function cellCount({ layers, columns }: Grid): number {
  return layers.length * columns.length;
}

export function cellParts({ partStart, parts }: Grid, cell: number): Uint32Array {
  return parts.subarray(partStart[cell], partStart[cell + 1]);
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function rangeTo(end: number): number[] {
  return Array.from({ length: end }, (_, i) => i);
}
