/** What went wrong while training, as a fault: a person can do something about each of them. */
import { Fault, isAbort } from '../core/fault.ts';
import type { BackendName } from './backends/backend.ts';
import { DivergedError } from './run.ts';
import { MisfitError } from './snapshot.ts';

const outOfMemory =
  /out of memory|\bOOM\b|allocation failed|invalid array (buffer )?length|memory access out of bounds|cannot allocate|could not allocate/i;
const lostGraphics = /context (is |was )?lost|lost context|device (is |was )?lost|CONTEXT_LOST/i;

/** Faults and aborts stay what they are. */
export function explainFailure(error: unknown, backend: BackendName | null): unknown {
  if (error instanceof Fault || isAbort(error)) return error;
  if (error instanceof DivergedError)
    return new Fault('run-diverged', { step: error.step }, { cause: error });
  if (error instanceof MisfitError)
    return new Fault('snapshot-misfit', { detail: error.message }, { cause: error });
  const detail = error instanceof Error ? error.message : String(error);
  if (backend === null) return error;
  if (lostGraphics.test(detail)) return new Fault('graphics-lost', { backend, detail }, { cause: error });
  if (outOfMemory.test(detail)) return new Fault('out-of-memory', { backend, detail }, { cause: error });
  return new Fault('backend-failed', { backend, detail }, { cause: error });
}
