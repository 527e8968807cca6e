/** Router logits that Megatron-core writes beside its lines: bfloat16 [tokens, experts], before anything is chosen. */
import { Fault } from '../../core/fault.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import type { ReadOptions } from '../source.ts';
import { decodeNumbers } from './looks/numbers.ts';
import type { TraceFile } from './trace-file.ts';

const BYTES = 2;

/** Read at once, at most. */
const CHUNK_VALUES = 4_000_000;

/** What a line says of its logits, as it says it. */
export interface LogitsPlace {
  readonly layer: number;
  readonly step: number;
  readonly document: number;
  readonly tokens: number;
  readonly startByte: unknown;
  readonly byteLength: unknown;
  readonly shape: unknown;
}

/** What is wrong with them, or null. */
export async function tellLogits(
  { source }: TraceFile,
  { startByte, byteLength, shape, tokens, ...place }: LogitsPlace,
  { sink, signal }: ReadOptions & { readonly sink: TraceSink },
): Promise<string | null> {
  const experts = expertsOf(shape, tokens);
  if (experts === null || byteLength !== tokens * experts * BYTES || typeof startByte !== 'number') {
    return 'it is described otherwise than its lines are';
  }
  if (!(startByte >= 0 && startByte + byteLength <= source.size))
    return 'it ends before the logits of its lines';
  const rows = Math.max(1, Math.floor(CHUNK_VALUES / experts));
  for (let first = 0; first < tokens; first += rows) {
    const count = Math.min(rows, tokens - first);
    const begin = startByte + first * experts * BYTES;
    const bytes = await source.read(begin, begin + count * experts * BYTES, { signal });
    const values = decodeNumbers(bytes, { dtype: 'BF16' });
    if (!(values instanceof Float32Array)) throw new Fault('internal', { detail: 'bfloat16 gave no floats' });
    sink.gates({ ...place, tokens: count, experts, values, kind: 'logits', areChoices: false });
  }
  return null;
}

function expertsOf(shape: unknown, tokens: number): number | null {
  if (!Array.isArray(shape) || shape.length !== 2 || shape[0] !== tokens) return null;
  const experts: unknown = shape[1];
  return Number.isSafeInteger(experts) && Number(experts) > 0 && Number(experts) <= CHUNK_VALUES
    ? Number(experts)
    : null;
}
