/** What a trace tells of the inputs of a matrix, for Wanda. */
import { projectionAt, roleAt, type Catalogue } from '../catalogue.ts';
import type { TraceReading } from '../trace/reading.ts';
import type { InputEnergies } from '../trace/trace-sink.ts';

/** [columns] mean squares of the inputs of a part; null where they are not known. Layers are the same by their number. */
export type EnergiesOf = (part: number, columns: number) => Float32Array | null;

export function inputEnergiesOf(
  reading: Pick<TraceReading, 'inputEnergies'> | null,
  { parts }: Pick<Catalogue, 'parts'>,
): EnergiesOf {
  const known = new Map(reading?.inputEnergies.map((own) => [keyOf(own), own]));
  return (part, columns) => {
    const projection = projectionAt(parts, part);
    if (roleAt(parts, part) !== 'expert' || projection === null || projection === 'other') return null;
    const of = projection === 'down' ? 'units' : 'inputs';
    const own = known.get(keyOf({ layer: parts.layer[part]!, of }));
    const expert = parts.expert[part]!;
    if (own === undefined || expert >= own.experts || own.values.length !== own.experts * columns)
      return null;
    const energies = own.values.subarray(expert * columns, (expert + 1) * columns);
    return energies.every(Number.isFinite) ? energies : null;
  };
}

function keyOf({ layer, of }: Pick<InputEnergies, 'layer' | 'of'>): string {
  return `${layer} ${of}`;
}
