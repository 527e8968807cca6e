/**
 * What one pass over whole matrices tells, for plans that need the order of weights: of every matrix a few numbers, from
 * which sliders are answered at once. What they mean, `ordered/` says: one file a table, for those who fill it and those who
 * read it.
 */
import type { Catalogue } from '../catalogue.ts';
import { drawnRoles, roles } from '../structure.ts';

/** `wanda-…`: by |w| · ‖x‖₂, of matrices whose inputs' energies a trace tells. */
export const orderedTableIds = [
  'pattern',
  'neuron',
  'wanda-pattern',
  'wanda-neuron',
  'quantisation',
  'singular-values',
] as const;
export type OrderedTableId = (typeof orderedTableIds)[number];

export interface OrderedTables {
  /** Parts of the catalogue that were read, rising, and the inputs of each: the columns of its matrix. */
  readonly parts: Uint32Array;
  readonly columns: Uint32Array;
  /** As many numbers of each part, part by part. NaN where there is nothing to tell. */
  readonly tables: ReadonlyMap<OrderedTableId, Float64Array>;
}

/** By table: the numbers of one matrix; null where nothing can be told of it. */
export type MatrixAnswer = readonly (Float64Array | null)[];

/** Answers of the pass, by rising part, put into tables. */
export function orderedTables(
  matrices: readonly { readonly part: number; readonly columns: number }[],
  {
    answers,
    tables,
  }: { readonly answers: readonly MatrixAnswer[]; readonly tables: readonly OrderedTableId[] },
): OrderedTables {
  return {
    parts: Uint32Array.from(matrices, ({ part }) => part),
    columns: Uint32Array.from(matrices, ({ columns }) => columns),
    tables: new Map(
      tables.map((id, t) => {
        const width = answers.reduce((most, answer) => Math.max(most, answer[t]?.length ?? 0), 1);
        const table = new Float64Array(matrices.length * width).fill(NaN);
        answers.forEach((answer, m) => {
          const own = answer[t];
          if (own) table.set(own, m * width);
        });
        return [id, table];
      }),
    ),
  };
}

/** Parts that a pass reads: every matrix that curves are drawn of, so that all tables are of the same ones. */
export function orderedParts({ parts }: Pick<Catalogue, 'parts'>): Uint32Array {
  const drawn = drawnRoles.map((role) => roles.indexOf(role));
  return Uint32Array.from(parts.role.keys()).filter((part) => drawn.includes(parts.role[part]!));
}

/** Sliders ask for all of them again and again. */
const knownPlaces = new WeakMap<Uint32Array, Int32Array>();

/** Its place among those that were read; −1 if it was not. */
export function orderedPlace({ parts }: Pick<OrderedTables, 'parts'>, part: number): number {
  const places = knownPlaces.get(parts) ?? placesOf(parts);
  return places[part] ?? -1;
}

function placesOf(parts: Uint32Array): Int32Array {
  const places = new Int32Array((parts.at(-1) ?? -1) + 1).fill(-1);
  parts.forEach((part, place) => (places[part] = place));
  knownPlaces.set(parts, places);
  return places;
}

const knownRows = new WeakMap<Float64Array, readonly (Float64Array | null)[]>();

/** The numbers at a place; null where there are none. */
export function orderedRow(
  { parts, tables }: OrderedTables,
  id: OrderedTableId,
  place: number,
): Float64Array | null {
  const table = tables.get(id);
  if (table === undefined || place < 0) return null;
  const rows = knownRows.get(table) ?? rowsOf(table, table.length / parts.length);
  return rows[place] ?? null;
}

function rowsOf(table: Float64Array, width: number): readonly (Float64Array | null)[] {
  const rows = Array.from({ length: table.length / width }, (_, place) => {
    const row = table.subarray(place * width, (place + 1) * width);
    return Number.isNaN(row[0]) ? null : row;
  });
  knownRows.set(table, rows);
  return rows;
}
