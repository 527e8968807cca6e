/** Columns of a catalogue to bytes. What follows from other columns, as it mostly does, is written as a zero. */
import { elementsAt, type PartColumns, type StructureFacts, type TensorColumns } from '../catalogue.ts';
import { byteLengthOf, dtypeNames, type Dtype } from '../dtype.ts';
import { projections, roles, type Projection, type Role } from '../structure.ts';
import type { ByteReader, ByteWriter } from './bytes.ts';
import { readNames, writeNames } from './names.ts';

/** The lists that a file's dtypes, roles and projections are positions in; a version may add to its own. */
export interface Vocabulary {
  readonly dtypes: readonly Dtype[];
  readonly roles: readonly Role[];
  readonly projections: readonly Projection[];
}

export const ownVocabulary: Vocabulary = { dtypes: dtypeNames, roles, projections };

/** More axes than any format allows. */
const MAX_AXES = 64;

/** Ids of shared experts, of which a structure does not tell how many there are; routed ones are checked with it. */
const MAX_EXPERT = 99_999;

export function writeTensors(writer: ByteWriter, tensors: TensorColumns): void {
  writeNames(writer, tensors.names);
  writer.bytes(tensors.dtype);
  tensors.names.forEach((_, t) => writer.varint(tensors.shapeStart[t + 1]! - tensors.shapeStart[t]!));
  for (const size of tensors.shapes) writer.varint(size);
  writeSteps(writer, tensors.file);
  tensors.byteLength.forEach((bytes, t) => writer.varint(bytes === usualBytes(tensors, t) ? 0 : bytes + 1));
}

export function readTensors(
  reader: ByteReader,
  { tensors, files, dtypes }: { tensors: number; files: number; dtypes: readonly Dtype[] },
): TensorColumns {
  const names = readNames(reader, tensors);
  const dtype = Uint8Array.from(names, () => dtypeNames.indexOf(readOne(reader, dtypes)));
  const shapeStart = new Uint32Array(tensors + 1);
  for (let t = 0; t < tensors; t++) shapeStart[t + 1] = shapeStart[t]! + readAxes(reader);
  const axes = reader.quantity(shapeStart[tensors]!, 1);
  const shapes = Float64Array.from({ length: axes }, () => reader.varint());
  const file = Uint32Array.from(readSteps(reader, tensors, { least: 0, most: files - 1 }));
  const columns = { names, dtype, shapeStart, shapes, file, byteLength: new Float64Array(tensors) };
  for (let t = 0; t < tensors; t++) {
    const usual = usualBytes(columns, t);
    if (usual > Number.MAX_SAFE_INTEGER) reader.fail(`“${names[t]!}” is larger than any file`);
    columns.byteLength[t] = (reader.varint() || usual + 1) - 1;
  }
  return columns;
}

/** Of elements without gaps. */
function usualBytes(tensors: TensorColumns, t: number): number {
  return Math.ceil(byteLengthOf(dtypeNames[tensors.dtype[t]!]!, elementsAt(tensors, t)));
}

export function writeParts(writer: ByteWriter, parts: PartColumns, tensors: TensorColumns): void {
  writeSteps(writer, parts.tensor);
  writer.bytes(parts.role);
  writeSteps(writer, parts.layer);
  writeSteps(writer, parts.expert);
  for (const projection of parts.projection) writer.u8(projection + 1);
  parts.parameters.forEach((parameters, p) => {
    writer.varint(parameters === elementsAt(tensors, parts.tensor[p]!) ? 0 : parameters + 1);
  });
}

export function readParts(
  reader: ByteReader,
  { parts, structure, vocabulary, tensors }: PartContext,
): PartColumns {
  const tensor = Uint32Array.from(readSteps(reader, parts, { least: 0, most: tensors.names.length - 1 }));
  const role = Uint8Array.from(tensor, () => roles.indexOf(readOne(reader, vocabulary.roles)));
  const layer = Int32Array.from(readSteps(reader, parts, { least: -1, most: structure.layers - 1 }));
  const expert = Int32Array.from(readSteps(reader, parts, { least: -1, most: MAX_EXPERT }));
  const known = [null, ...vocabulary.projections];
  const projection = Int8Array.from(tensor, () => {
    const found = readOne(reader, known);
    return found === null ? -1 : projections.indexOf(found);
  });
  const parameters = Float64Array.from(tensor, (t) => (reader.varint() || elementsAt(tensors, t) + 1) - 1);
  const isRouted = roles.map((name) => name === 'expert');
  if (expert.some((id, p) => isRouted[role[p]!] === true && id >= structure.expertsPerLayer)) {
    reader.fail('an expert has a number that its layer does not have');
  }
  return { tensor, role, layer, expert, projection, parameters };
}

interface PartContext {
  readonly parts: number;
  readonly structure: Pick<StructureFacts, 'layers' | 'expertsPerLayer'>;
  readonly vocabulary: Vocabulary;
  readonly tensors: TensorColumns;
}

export function readOne<T>(reader: ByteReader, list: readonly T[]): T {
  const position = reader.u8();
  if (position >= list.length) reader.fail(`position ${position} is in no list of ${list.length}`);
  return list[position]!;
}

function readAxes(reader: ByteReader): number {
  const axes = reader.varint();
  return axes <= MAX_AXES ? axes : reader.fail(`a tensor has ${axes} axes`);
}

/** Whole numbers that mostly stay or rise by one, as the steps between them. */
export function writeSteps(writer: ByteWriter, values: Uint32Array | Int32Array): void {
  let last = 0;
  for (const value of values) {
    writer.zigzag(value - last);
    last = value;
  }
}

export function readSteps(
  reader: ByteReader,
  length: number,
  { least, most }: { least: number; most: number },
): number[] {
  let value = 0;
  return Array.from({ length: reader.quantity(length, 1) }, () => {
    value += reader.zigzag();
    return value >= least && value <= most ? value : reader.fail(`${value} is not within ${least} … ${most}`);
  });
}
