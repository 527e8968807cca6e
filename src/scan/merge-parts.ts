/** Parts of one scan, from whatever machines, put together: the result is the one that a single machine would have. */
import { Fault } from '../core/fault.ts';
import { decodePart, type ScanPart } from './part-file.ts';
import type { ScanResult } from './scanner.ts';
import type { SummarisedPlan } from './summarise.ts';

export interface MergedParts {
  /** What all parts have in common, from the first. */
  readonly part: ScanPart;
  readonly plan: SummarisedPlan;
  readonly results: readonly ScanResult[];
}

export interface PartFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** In any order. Throws a Fault where a file is no part, where parts differ, and where one is missing or doubled. */
export function mergeParts(files: readonly PartFile[]): MergedParts {
  const read = files.map(({ name, bytes }) => ({ name, part: decodePart(bytes, name) }));
  const [first, ...others] = read;
  if (first === undefined) throw new RangeError('there are no parts');
  for (const other of others) checkSame(first, other);
  const byNumber = new Map<number, string>();
  for (const { name, part } of read) {
    const known = byNumber.get(part.part);
    if (known !== undefined) {
      throw new Fault('part-doubled', { part: part.part, of: part.of, first: known, second: name });
    }
    byNumber.set(part.part, name);
  }
  const { part } = first;
  const missing = Array.from({ length: part.of }, (_, i) => i + 1).filter((n) => !byNumber.has(n));
  if (missing.length > 0) throw new Fault('parts-missing', { parts: missing, of: part.of });
  checkComplete(read);
  const { catalogue, classOf, classes } = part;
  const elements = catalogue.parts.parameters;
  return {
    part,
    plan: { parts: classOf.length, elements, classOf, classNames: classes },
    results: read.map((one) => one.part.result),
  };
}

interface Named {
  readonly name: string;
  readonly part: ScanPart;
}

function checkSame(first: Named, second: Named): void {
  const [a, b] = [first.part, second.part];
  const names = { first: first.name, second: second.name };
  // the same bytes are read as another model where config.json is another, or missing
  const [own, other] = [a, b].map(({ catalogue }) => JSON.stringify(catalogue.structure));
  if (a.catalogue.fingerprint !== b.catalogue.fingerprint || own !== other) {
    throw new Fault('parts-differ', { ...names, by: 'checkpoint' });
  }
  if (a.scan !== b.scan || a.scope !== b.scope) throw new Fault('parts-differ', { ...names, by: 'scan' });
  if (a.of !== b.of) throw new Fault('parts-differ', { ...names, by: 'number' });
}

/** Parts that say what they should and yet do not make up the whole are damaged, or made up. */
function checkComplete(parts: readonly Named[]): void {
  const seen = new Set<number>();
  for (const { name, part } of parts) {
    for (const batch of part.ownBatches) {
      if (seen.has(batch)) fail(name, `what it read, another part has read too`);
      seen.add(batch);
    }
  }
  const { name, part } = parts[0]!;
  if (seen.size !== part.batches) fail(name, 'together with the others it is not all of the scan');
}

function fail(file: string, detail: string): never {
  throw new Fault('malformed', { file, format: 'MoE Scope part of a scan', detail });
}
