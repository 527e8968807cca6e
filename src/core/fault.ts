/**
 * Everything that can go wrong for a person is a Fault: a code, and the facts that its words need. Faults are
 * thrown below the thread boundary as facts and explained (`fault-words.ts`) where they are shown. A *notice* is
 * the same thing without the throw: something to know about a checkpoint that still opened.
 */

/** Code → the facts that its words need. Add a code here and its words in `fault-words.ts`. */
export interface FaultFacts {
  // ----- the file is not what it should be
  'empty-file': { file: string };
  'unknown-format': { file: string; size: number; headHex: string };
  'unsupported-format': { file: string; format: string; advice: string };
  truncated: { file: string; what: string; neededBytes: number; sizeBytes: number };
  malformed: { file: string; format: string; detail: string };
  'over-limit': { file: string; what: string; value: number; limit: number };
  'tensor-outside-file': { file: string; tensor: string; endByte: number; sizeBytes: number };
  'tensors-overlap': { file: string; first: string; second: string };
  'tensor-size-mismatch': { file: string; tensor: string; expectedBytes: number; actualBytes: number };
  'duplicate-tensor': { file: string; tensor: string; other: string };
  /** `wanted`: files that it refers to and that did not come along. */
  'weights-elsewhere': { file: string; wanted: readonly string[] };
  'mixed-shards': { first: string; second: string; detail: string };
  'no-tensors': { file: string };
  'no-trace': { file: string };
  'unsafe-pickle': { file: string; global: string };
  'newer-version': { file: string; what: string; version: number; known: number };
  'zip-bomb': { file: string; member: string; packedBytes: number; claimedBytes: number };
  // ----- the file is no dataset to train on
  'no-dataset': { files: readonly string[] };
  'unpaired-file': { file: string; wanted: string };
  'several-datasets': { files: readonly string[] };
  'counts-differ': { file: string; samples: number; other: string; otherSamples: number };
  'label-out-of-range': { file: string; sample: number; label: string; range: string };
  'not-utf8': { file: string; atByte: number };
  'bad-row': { file: string; line: number; detail: string };
  'unusable-dataset': { file: string; detail: string };
  'dataset-not-dropped': { dataset: string };
  'dataset-not-installed': { dataset: string; command: string };
  // ----- the way to the bytes
  'file-changed': { file: string };
  'file-unreadable': { file: string; detail: string };
  'network-unreachable': { url: string };
  /** `waitSeconds`: when to ask again, and `reason`: why, where the server says so. */
  'http-status': { url: string; status: number; waitSeconds?: number; reason?: string };
  stalled: { url: string; seconds: number };
  'no-range-support': { url: string };
  'length-changed': { url: string; expectedBytes: number; actualBytes: number };
  'bad-address': { text: string };
  'several-checkpoints': { repository: string; addresses: readonly string[] };
  'token-unprotected': { host: string };
  // ----- training
  'recipe-impossible': { problems: readonly string[] };
  'run-diverged': { step: number };
  'graphics-lost': { backend: string; detail: string };
  'out-of-memory': { backend: string; detail: string };
  'backend-failed': { backend: string; detail: string };
  'snapshot-misfit': { detail: string };
  'runs-not-stored': { isFull: boolean };
  'run-elsewhere': { run: string };
  // ----- taking a plan home
  'export-impossible': { problems: readonly string[] };
  'write-failed': { file: string; detail: string };
  // ----- scans in parts, and results that are kept
  'parts-differ': { first: string; second: string; by: 'checkpoint' | 'scan' | 'number' };
  'part-doubled': { part: number; of: number; first: string; second: string };
  'parts-missing': { parts: readonly number[]; of: number };
  'no-weights': { name: string };
  'results-not-kept': { isFull: boolean };
  // ----- the surroundings
  'no-workers': Record<string, never>;
  'worker-lost': { detail: string };
  'sample-missing': { sample: string };
  'wrong-file': { expected: string; actual: string };
  internal: { detail: string };
  // ----- notices: the checkpoint opened, and this is worth knowing
  'missing-shard': { shards: readonly string[]; tensors: number };
  'trailing-bytes': { file: string; bytes: number };
  'tensors-not-drawn': { reason: UndrawnReason; tensors: number; examples: readonly string[] };
  'quantised-weights': { dtypes: readonly string[]; tensors: number };
  'family-guessed': { family: string; alternatives: readonly string[] };
  'family-unknown': { experts: boolean };
  'bad-companion-file': { file: string; detail: string };
  'fused-not-cut': { tensors: number; examples: readonly string[] };
  'config-disagrees': { key: string; config: number; tensors: number };
  'weightless-experts': { weightless: number; experts: number };
  'run-reopened': { run: string; step: number; samples: number; correct: number };
  'link-partly-read': { keys: readonly string[]; isNewer: boolean };
  'ignored-files': { files: readonly string[] };
  'rows-left-out': { file: string; rows: number; reason: string };
}

/** Why a floating-point tensor is listed but stays out of every curve. */
export type UndrawnReason =
  'needs-scale' | 'packed-codes' | 'complex' | 'quantised' | 'expanded-view' | 'sparse' | 'unknown-dtype';

export type FaultCode = keyof FaultFacts;

/** What crosses threads: structured clone would drop a subclass's fields. */
export type FaultWire = { [C in FaultCode]: { readonly code: C; readonly facts: FaultFacts[C] } }[FaultCode];

export type Notice = FaultWire;

export class Fault<C extends FaultCode = FaultCode> extends Error {
  override readonly name = 'Fault';
  readonly code: C;
  readonly facts: FaultFacts[C];

  constructor(code: C, facts: FaultFacts[C], options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.code = code;
    this.facts = facts;
  }
}

export function notice<C extends FaultCode>(code: C, facts: FaultFacts[C]): Notice {
  return { code, facts } as Notice;
}

/** An abort is a person's wish, never a fault. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Only the network may answer differently when asked again. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Fault)) return false;
  if (error.code === 'network-unreachable' || error.code === 'stalled') return true;
  if (error.code !== 'http-status') return false;
  const { status } = error.facts as FaultFacts['http-status'];
  return status === 408 || status === 429 || status >= 500;
}

export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error as Fault;
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Fault('internal', { detail }, { cause: error });
}

export function encodeFault(error: unknown): FaultWire {
  const fault = toFault(error);
  return { code: fault.code, facts: fault.facts } as FaultWire;
}

export function decodeFault(wire: FaultWire): Fault {
  return new Fault(wire.code, wire.facts);
}
