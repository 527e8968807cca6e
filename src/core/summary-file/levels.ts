/**
 * Levels to bytes. Exact levels come back as they were; binned ones either as they were (`full`, for tables) or rounded
 * (`packed`, for the many parts): each mean to 1/65,536 of its bin's width, 1/256 where the bin holds less than a
 * thousandth of the mass, and each spread upwards to 1/255 of the largest that its bin allows.
 */
import { binEdge, binOf, noLevels, type Levels } from '../sketch/levels.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';

export type Fidelity = 'full' | 'packed';

export function writeLevels(writer: ByteWriter, levels: Levels, fidelity: Fidelity): void {
  writer.varint(levels.mean.length);
  if (levels.mean.length === 0) return;
  writer.u8(levels.binsPerOctave ?? 0);
  if (levels.binsPerOctave === null) writeExact(writer, levels);
  else if (fidelity === 'full') writeFull(writer, levels);
  else writePacked(writer, levels, levels.binsPerOctave);
}

export function readLevels(reader: ByteReader, fidelity: Fidelity): Levels {
  const size = reader.quantity(reader.varint(), 1);
  if (size === 0) return noLevels;
  const binsPerOctave = reader.u8() || null;
  if (binsPerOctave !== null && ![1, 2, 4, 8, 16, 32, 64, 128].includes(binsPerOctave)) {
    reader.fail(`there are no sketches of ${binsPerOctave} bins an octave`);
  }
  const levels = {
    binsPerOctave,
    mean: new Float64Array(size),
    count: new Float64Array(size),
    spread: new Float32Array(size),
  };
  if (binsPerOctave === null) readExact(reader, levels);
  else if (fidelity === 'full') readFull(reader, levels);
  else readPacked(reader, levels, binsPerOctave);
  checkLevels(reader, levels);
  return levels;
}

/** What the rest of the program relies on, whatever the bytes say. */
function checkLevels(reader: ByteReader, { binsPerOctave, mean, count, spread }: Levels): void {
  let last = -Infinity;
  for (let i = 0; i < mean.length; i++) {
    if (!(mean[i]! > 0 && mean[i]! < Infinity)) reader.fail('a magnitude is not a positive number');
    const place = binsPerOctave === null ? mean[i]! : binOf(mean[i]!, binsPerOctave);
    if (place <= last) reader.fail('magnitudes do not rise');
    if (!(count[i]! > 0 && count[i]! <= Number.MAX_SAFE_INTEGER)) reader.fail('a level holds no weights');
    if (!(spread[i]! >= 0)) reader.fail('a spread is negative');
    last = place;
  }
}

// ---------------------------------------------------------------- exact magnitudes

/** The two words of a double, lower first. */
const asDouble = new Float64Array(1);
const asWords = new Uint32Array(asDouble.buffer);

/** With at least this many zero bits at the end of every magnitude, the rest of each is a number below 2^53. */
const LEAST_SHIFT = 10;

/**
 * Values of small formats have few mantissa bits. So the zero bits that all magnitudes end in are left out, and what
 * remains rises in small steps; doubles without such an end are written in full (shift 0).
 */
function writeExact(writer: ByteWriter, { mean, count }: Levels): void {
  const common = mean.reduce((least, magnitude) => Math.min(least, trailingZeros(magnitude)), 64);
  const shift = common >= LEAST_SHIFT ? common : 0;
  writer.u8(shift);
  let last = 0;
  for (const magnitude of mean) {
    if (shift === 0) writer.f64(magnitude);
    else {
      const key = keyOf(magnitude, shift);
      writer.varint(key - last);
      last = key;
    }
  }
  for (const c of count) writer.count(c);
}

function readExact(reader: ByteReader, { mean, count }: Pick<Levels, 'mean' | 'count'>): void {
  const shift = reader.u8();
  if (shift !== 0 && (shift < LEAST_SHIFT || shift > 63)) reader.fail('magnitudes have no such shift');
  let key = 0;
  for (let i = 0; i < mean.length; i++) {
    if (shift === 0) mean[i] = reader.f64();
    else {
      key += reader.varint();
      mean[i] = magnitudeOf(key, shift);
    }
  }
  for (let i = 0; i < count.length; i++) count[i] = reader.count();
}

function trailingZeros(magnitude: number): number {
  asDouble[0] = magnitude;
  const [low, high] = [asWords[0]!, asWords[1]!];
  return low !== 0 ? 31 - Math.clz32(low & -low) : 63 - Math.clz32(high & -high);
}

/** The bits of a magnitude without its last `shift`, as a number. */
function keyOf(magnitude: number, shift: number): number {
  asDouble[0] = magnitude;
  return asWords[1]! * 2 ** (32 - shift) + asWords[0]! / 2 ** shift;
}

/** NaN for what is no magnitude. */
function magnitudeOf(key: number, shift: number): number {
  const high = Math.floor(key / 2 ** (32 - shift));
  if (high > 0x7fffffff) return NaN;
  asWords[1] = high;
  asWords[0] = (key - high * 2 ** (32 - shift)) * 2 ** shift;
  return asDouble[0]!;
}

// ---------------------------------------------------------------- bins in full

function writeFull(writer: ByteWriter, { mean, count, spread }: Levels): void {
  for (const m of mean) writer.f64(m);
  for (const s of spread) writer.f32(s);
  for (const c of count) writer.count(c);
}

function readFull(reader: ByteReader, { mean, count, spread }: Levels): void {
  for (let i = 0; i < mean.length; i++) mean[i] = reader.f64();
  for (let i = 0; i < spread.length; i++) spread[i] = reader.f32();
  for (let i = 0; i < count.length; i++) count[i] = reader.count();
}

// ---------------------------------------------------------------- bins, packed

/** Steps across a bin that positions are rounded to. */
const FINE = 2 ** 16;
const COARSE = 2 ** 8;
/** A bin with less than this share of the mass has its position in coarse steps: a byte, and no curve shows it. */
const LIGHT = 1 / 1000;
/** Steps from 0 to the largest spread. */
const SPREADS = 255;

/**
 * Counts of all bins from the lowest on, an empty one followed by how many more of the kind; then the mean's position in
 * each bin that is not empty; then its spread, where there is any.
 */
function writePacked(writer: ByteWriter, { mean, count, spread }: Levels, binsPerOctave: number): void {
  const bins = mean.map((m) => binOf(m, binsPerOctave));
  writer.zigzag(bins[0]!);
  for (let i = 0; i < bins.length; i++) {
    const empty = i === 0 ? 0 : bins[i]! - bins[i - 1]! - 1;
    if (empty > 0) {
      writer.count(0);
      writer.varint(empty - 1);
    }
    writer.count(count[i]!);
  }
  const places = placesOf(bins, count, binsPerOctave);
  for (let i = 0; i < bins.length; i++) writePosition(writer, mean[i]!, { places, at: i });
  for (let i = 0; i < bins.length; i++) {
    if (hasNoSpread(places, count, i)) continue;
    const most = largestSpread(places, mean, i);
    // rounded up, so that bounds derived from it still hold; but not for what was lost in 32 bits
    const step = Math.ceil((spread[i]! / most) * SPREADS - 1e-3);
    writer.u8(most > 0 ? Math.min(SPREADS, step) : 0);
  }
}

function readPacked(reader: ByteReader, { mean, count, spread }: Levels, binsPerOctave: number): void {
  const bins = new Float64Array(count.length);
  let bin = reader.zigzag();
  for (let i = 0; i < count.length; i++, bin++) {
    let weights = reader.count();
    if (weights === 0) {
      bin += reader.varint() + 1;
      weights = reader.count();
    }
    bins[i] = bin;
    count[i] = weights;
  }
  const places = placesOf(bins, count, binsPerOctave);
  for (let i = 0; i < bins.length; i++) mean[i] = readPosition(reader, { places, at: i });
  for (let i = 0; i < bins.length; i++) {
    if (hasNoSpread(places, count, i)) continue;
    spread[i] = (reader.u8() / SPREADS) * largestSpread(places, mean, i);
  }
}

/** Of every bin that is not empty: its edges, and how many positions in it are told apart. */
interface Places {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly steps: Float64Array;
}

/** From what is written first, so that a reader knows it too. */
function placesOf(bins: Float64Array, count: Float64Array, binsPerOctave: number): Places {
  const n = bins.length;
  const [low, high, steps] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  let mass = 0;
  for (let i = 0; i < n; i++) {
    low[i] = binEdge(bins[i]!, binsPerOctave);
    high[i] = Math.min(binEdge(bins[i]! + 1, binsPerOctave), Number.MAX_VALUE);
    mass += high[i]! * count[i]!;
  }
  for (let i = 0; i < n; i++) steps[i] = high[i]! * count[i]! < LIGHT * mass ? COARSE : FINE;
  return { low, high, steps };
}

interface Place {
  readonly places: Places;
  readonly at: number;
}

/** In the lowest bin equal steps would say nothing: its mean is a double. */
function writePosition(writer: ByteWriter, mean: number, { places, at }: Place): void {
  const [low, high, steps] = [places.low[at]!, places.high[at]!, places.steps[at]!];
  const step = Math.min(steps - 1, Math.round(((mean - low) / (high - low)) * steps));
  if (low === 0) writer.f64(mean);
  else if (steps === FINE) writer.u16(step);
  else writer.u8(step);
}

function readPosition(reader: ByteReader, { places, at }: Place): number {
  const [low, high, steps] = [places.low[at]!, places.high[at]!, places.steps[at]!];
  if (low === 0) return reader.f64();
  return low + (high - low) * ((steps === FINE ? reader.u16() : reader.u8()) / steps);
}

/** A single weight has none, and of the lowest bin, which spans all that is tiny, no curve uses it. */
function hasNoSpread({ low }: Places, count: Float64Array, at: number): boolean {
  return count[at] === 1 || low[at] === 0;
}

/** Of magnitudes within a bin and with that mean: all of them at either edge. */
function largestSpread({ low, high }: Places, mean: Float64Array, at: number): number {
  const m = mean[at]!;
  return Math.sqrt(Math.max(0, m - low[at]!)) * Math.sqrt(Math.max(0, high[at]! - m));
}
