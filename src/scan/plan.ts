/**
 * A scan plan: which bytes hold which parts, in columns that every worker gets a copy of. A *span* is an unbroken
 * run of one tensor's elements; mostly it is one part, and where parts lie interleaved (gate and up of a fused
 * tensor) it is several.
 */
import type { Checkpoint, CheckpointFile } from '../core/checkpoint.ts';
import { blockElements, byteLengthOf, dtypeNames, isFloat, type Dtype } from '../core/dtype.ts';
import { isContiguous, regionEnd, type Region } from '../core/region.ts';
import type { Scaling } from '../core/scaling.ts';
import { scannedRoles, type Part, type Structure } from '../core/structure.ts';
import { classNameOf } from '../core/summary.ts';
import type { TensorEntry } from '../core/tensor.ts';

export interface ScanPlan {
  readonly files: readonly CheckpointFile[];
  readonly spans: SpanColumns;
  /** Number of parts of the structure, scanned or not. */
  readonly parts: number;
  /** Elements of each part that the plan reads; 0 for the others. */
  readonly elements: Float64Array;
  /** Class of each part: index into `classNames`, or −1 for a part that enters no table. */
  readonly classOf: Int16Array;
  readonly classNames: readonly string[];
  /** Bytes that a full pass reads. */
  readonly byteLength: number;
  /** Whether each part's levels are kept, or only its totals. */
  readonly keepsLevels: boolean;
}

export interface SpanColumns {
  readonly count: number;
  readonly file: Uint32Array;
  /** Index into `dtypeNames`. */
  readonly dtype: Uint8Array;
  readonly isBigEndian: Uint8Array;
  /** Byte at which the tensor's element 0 lies. */
  readonly tensorByte: Float64Array;
  /** Elements of the span, counted within its tensor; whole blocks where they come in blocks. */
  readonly startElement: Float64Array;
  readonly endElement: Float64Array;
  /** Span s has the parts partStart[s] … partStart[s + 1] − 1 of `part`. */
  readonly partStart: Uint32Array;
  readonly part: Uint32Array;
  /** Where each of these parts lies, or null if it fills its span. */
  readonly regions: readonly (Region | null)[];
  /** How the span's codes become weights, where they are not weights themselves. */
  readonly scalings: readonly (Scaling | null)[];
}

interface Span {
  readonly tensor: TensorEntry;
  startElement: number;
  endElement: number;
  readonly parts: { readonly part: number; readonly region: Region }[];
}

export interface PlanOptions {
  /** Parts to read; all scanned roles if absent. */
  readonly only?: ReadonlySet<number>;
  /** Name of the class whose table a part enters, or null for none. */
  readonly className?: (part: Part) => string | null;
  /** False where parts are only counted: the levels of half a million would take gigabytes. */
  readonly keepsLevels?: boolean;
}

export function planScan(
  checkpoint: Checkpoint,
  structure: Pick<Structure, 'parts'>,
  {
    only,
    className = ({ role, projection }) => classNameOf(role, projection),
    keepsLevels = true,
  }: PlanOptions = {},
): ScanPlan {
  const elements = new Float64Array(structure.parts.length);
  const classOf = new Int16Array(structure.parts.length).fill(-1);
  const classNames: string[] = [];
  const spans: Span[] = [];
  for (const [tensorIndex, members] of partsByTensor(structure.parts, only)) {
    const tensor = checkpoint.tensors[tensorIndex]!;
    if (!isFloat(tensor.dtype) && tensor.scaling === undefined) continue;
    spans.push(...spansOf(tensor, members));
    for (const { index, part } of members) {
      elements[index] = part.parameters;
      classOf[index] = classIndex(classNames, className(part));
    }
  }
  spans.sort((a, b) => a.tensor.file - b.tensor.file || firstByte(a) - firstByte(b));
  return {
    files: checkpoint.files,
    spans: spanColumns(spans),
    parts: structure.parts.length,
    elements,
    classOf,
    classNames,
    byteLength: spans.reduce((sum, span) => sum + bytesOf(span), 0),
    keepsLevels,
  };
}

interface Member {
  readonly index: number;
  readonly part: Part;
}

function partsByTensor(parts: readonly Part[], only: ReadonlySet<number> | undefined): Map<number, Member[]> {
  const byTensor = new Map<number, Member[]>();
  parts.forEach((part, index) => {
    const isWanted = only === undefined ? scannedRoles.includes(part.role) : only.has(index);
    if (!isWanted || part.parameters === 0) return;
    const members = byTensor.get(part.tensor);
    if (members === undefined) byTensor.set(part.tensor, [{ index, part }]);
    else members.push({ index, part });
  });
  return byTensor;
}

function classIndex(classNames: string[], name: string | null): number {
  if (name === null) return -1;
  const known = classNames.indexOf(name);
  return known >= 0 ? known : classNames.push(name) - 1;
}

/** Parts whose extents overlap, or which share a block, share a span; others get one each. */
function spansOf(tensor: TensorEntry, members: readonly Member[]): Span[] {
  const spans: Span[] = [];
  const block = blockElements(tensor.dtype);
  const rising = [...members].sort((a, b) => a.part.region.offset - b.part.region.offset);
  for (const { index, part } of rising) {
    const last = spans.at(-1);
    const start = Math.floor(part.region.offset / block) * block;
    const end = Math.ceil(regionEnd(part.region) / block) * block;
    if (last !== undefined && start < last.endElement) {
      last.parts.push({ part: index, region: part.region });
      last.endElement = Math.max(last.endElement, end);
    } else {
      const parts = [{ part: index, region: part.region }];
      spans.push({ tensor, startElement: start, endElement: end, parts });
    }
  }
  return spans;
}

function firstByte({ tensor, startElement }: Span): number {
  return tensor.startByte + Math.floor(byteLengthOf(tensor.dtype, startElement));
}

function bytesOf({ tensor, startElement, endElement }: Span): number {
  return Math.ceil(byteLengthOf(tensor.dtype, endElement - startElement));
}

function spanColumns(spans: readonly Span[]): SpanColumns {
  const partStart = new Uint32Array(spans.length + 1);
  spans.forEach((span, s) => (partStart[s + 1] = partStart[s]! + span.parts.length));
  const parts = spans.flatMap((span) => span.parts);
  const regions = spans.flatMap((span) =>
    span.parts.map(({ region }) => (fills(region, span) ? null : region)),
  );
  return {
    count: spans.length,
    file: Uint32Array.from(spans, ({ tensor }) => tensor.file),
    dtype: Uint8Array.from(spans, ({ tensor }) => dtypeNames.indexOf(tensor.dtype)),
    isBigEndian: Uint8Array.from(spans, ({ tensor }) => (tensor.byteOrder === 'big' ? 1 : 0)),
    tensorByte: Float64Array.from(spans, ({ tensor }) => tensor.startByte),
    startElement: Float64Array.from(spans, ({ startElement }) => startElement),
    endElement: Float64Array.from(spans, ({ endElement }) => endElement),
    partStart,
    part: Uint32Array.from(parts, ({ part }) => part),
    regions,
    scalings: spans.map(({ tensor }) => tensor.scaling ?? null),
  };
}

function fills(region: Region, { startElement, endElement }: Span): boolean {
  return isContiguous(region) && region.offset === startElement && regionEnd(region) === endElement;
}

export function spanDtype(spans: SpanColumns, span: number): Dtype {
  return dtypeNames[spans.dtype[span]!]!;
}

/** Byte range of elements [startElement, endElement) of the span's tensor, whole bytes around it. */
export function byteRange(
  spans: SpanColumns,
  { span, startElement, endElement }: { span: number; startElement: number; endElement: number },
): { startByte: number; endByte: number } {
  const dtype = spanDtype(spans, span);
  const origin = spans.tensorByte[span]!;
  return {
    startByte: origin + Math.floor(byteLengthOf(dtype, startElement)),
    endByte: origin + Math.ceil(byteLengthOf(dtype, endElement)),
  };
}
