/**
 * Which scan it is: the same for the same bytes, names, meanings and choices, on whatever machine. Results of two scans
 * may be joined, or taken for each other, if and only if this is the same.
 */
import { PASS_VERSION } from '../core/summary.ts';
import { digestOf } from '../formats/digest.ts';
import type { ScanPlan } from './plan.ts';
import type { UnitOptions } from './units.ts';

export interface IdentifiedScan {
  readonly plan: ScanPlan;
  readonly units: UnitOptions;
  /** Of the bytes. */
  readonly fingerprint: string;
  readonly tensorNames: readonly string[];
}

/** 32 hex digits. */
export function scanIdentity({ plan, units, fingerprint, tensorNames }: IdentifiedScan): string {
  const { spans, files, parts, elements, classOf, classNames, keepsLevels } = plan;
  const { seed, course, fraction = null } = units;
  const facts = {
    scan: 1,
    pass: PASS_VERSION,
    fingerprint,
    units: [seed, course, fraction],
    sizes: files.map(({ size }) => size),
    counts: [tensorNames.length, parts, spans.count, spans.part.length],
    classNames,
    keepsLevels,
    regions: given(spans.regions),
    scalings: given(spans.scalings),
  };
  const columns = [
    spans.file,
    spans.dtype,
    spans.isBigEndian,
    spans.tensorByte,
    spans.startElement,
    spans.endElement,
    spans.partStart,
    spans.part,
    elements,
    classOf,
  ];
  const bytes = columns.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return digestOf([JSON.stringify(facts), ...bytes, JSON.stringify(tensorNames)]).slice(0, 32);
}

/** What is not null, with its place. */
function given<T>(list: readonly (T | null)[]): readonly (readonly [number, T])[] {
  return list.flatMap((item, i) => (item === null ? [] : [[i, item] as const]));
}
