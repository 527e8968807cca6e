/** Sketches to bytes: totals exactly, levels as `levels.ts` has them. */
import { packSketches, sketchAt, type SketchColumns } from '../sketch/columns.ts';
import { summed } from '../sketch/levels.ts';
import { emptySketch, type Sketch } from '../sketch/sketch.ts';
import { nonZeroCount, type Totals } from '../sketch/totals.ts';
import type { ClassTable } from '../summary.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { readLevels, writeLevels, type Fidelity } from './levels.ts';

/** Scaled counts are no whole numbers, and add up only nearly. */
const NEARLY = 1e-9;

export function writePartSketches(writer: ByteWriter, parts: SketchColumns): void {
  for (let row = 0; row < parts.rows; row++) writeSketch(writer, sketchAt(parts, row), 'packed');
}

export function readPartSketches(reader: ByteReader, rows: number): SketchColumns {
  const sketches = Array.from({ length: reader.quantity(rows, 1) }, () => readSketch(reader, 'packed'));
  return packSketches(sketches);
}

export function writeClasses(writer: ByteWriter, classes: readonly ClassTable[]): void {
  for (const { sketch } of classes) writeSketch(writer, sketch, 'full');
}

export function readClasses(reader: ByteReader, names: readonly string[]): ClassTable[] {
  return names.map((name) => ({ name, sketch: readSketch(reader, 'full') }));
}

/** A sketch of nothing is a single byte. */
export function writeSketch(writer: ByteWriter, { totals, levels }: Sketch, fidelity: Fidelity): void {
  writer.count(totals.count);
  if (totals.count === 0) return;
  writer.count(totals.zeros);
  writer.count(totals.negativeZeros);
  writer.count(totals.subnormals);
  writer.count(totals.nan);
  writer.count(totals.infinite);
  writer.f64(totals.l1);
  writer.f64(totals.sumSquares);
  writer.f64(totals.maxAbs);
  writeLevels(writer, levels, fidelity);
}

export function readSketch(reader: ByteReader, fidelity: Fidelity): Sketch {
  const count = reader.count();
  if (count === 0) return emptySketch;
  const totals: Totals = {
    count,
    zeros: reader.count(),
    negativeZeros: reader.count(),
    subnormals: reader.count(),
    nan: reader.count(),
    infinite: reader.count(),
    l1: reader.f64(),
    sumSquares: reader.f64(),
    maxAbs: reader.f64(),
  };
  checkTotals(reader, totals);
  const levels = readLevels(reader, fidelity);
  const difference = Math.abs(summed(levels).count - nonZeroCount(totals));
  if (difference > NEARLY * count) reader.fail('levels and totals do not count the same weights');
  return { totals, levels };
}

function checkTotals(reader: ByteReader, totals: Totals): void {
  const { l1, sumSquares, ...others } = totals;
  const isSum = (sum: number) => sum >= 0;
  if (![l1, sumSquares].every(isSum)) reader.fail('a sum is negative');
  const isNumber = (value: number) => value >= 0 && value <= Number.MAX_VALUE;
  if (!Object.values(others).every(isNumber)) reader.fail('a count is negative or not finite');
  const { count, zeros, negativeZeros, nan, infinite } = totals;
  const most = count * (1 + NEARLY);
  if (zeros + nan + infinite > most || negativeZeros > zeros || totals.subnormals > most) {
    reader.fail('there are more special values than weights');
  }
}
