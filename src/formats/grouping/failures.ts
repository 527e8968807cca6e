/** What could not be opened, and how much of it is worth telling. */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { encodeFault, notice, type FaultCode, type FaultWire, type Notice } from '../../core/fault.ts';
import type { FailedFile } from './assemble-model.ts';
import { baseName, isInFolder } from './paths.ts';
import { promisesWeights } from './sort-by-name.ts';

export interface Failure {
  readonly files: readonly OpenableFile[];
  readonly fault: FaultWire;
}

/** One of each kind for a model: a hundred shards that are all Git LFS pointers are told once. */
export function failuresOf(failed: readonly FailedFile[]): Failure[] {
  const byCode = new Map<FaultCode, Failure>();
  for (const { file, fault } of failed) {
    if (!byCode.has(fault.code)) byCode.set(fault.code, { files: [file], fault: encodeFault(fault) });
  }
  return [...byCode.values()];
}

/**
 * Faults to tell, and one notice of what is left aside: `asides`, and files that came along in a folder and hold no
 * weights; but of these one is told as a fault if nothing opened.
 */
export function setAside(
  failures: readonly Failure[],
  { asides, isAnyOpen }: { asides: readonly OpenableFile[]; isAnyOpen: boolean },
): { faults: FaultWire[]; notices: Notice[] } {
  const left = new Set(failures.filter(isByTheWay).slice(isAnyOpen ? 0 : 1));
  const faults = failures.filter((failure) => !left.has(failure)).map(({ fault }) => fault);
  const files = [...asides, ...[...left].flatMap((failure) => failure.files)].map(({ path }) =>
    baseName(path),
  );
  return { faults, notices: files.length > 0 ? [notice('ignored-files', { files })] : [] };
}

const noWeights: readonly FaultCode[] = ['unknown-format', 'unsupported-format', 'no-tensors', 'empty-file'];

function isByTheWay({ files, fault }: Failure): boolean {
  return noWeights.includes(fault.code) && files.every((file) => isInFolder(file) && !promisesWeights(file));
}
