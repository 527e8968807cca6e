/**
 * Python pickles, protocols 0 to 5, as data: https://github.com/python/cpython/blob/main/Lib/pickletools.py. A pickle
 * is a program for a small stack machine. It is run here without its two dangerous instructions' powers: a GLOBAL is
 * a name and nothing more, and a call is written down (`PickleObject`) unless it only makes a value
 * (`pickle-builders.ts`). Values refer to each other as in Python, so they may share and contain themselves.
 */
import { Fault } from '../../core/fault.ts';
import { MAX_PICKLE_BYTES } from '../limits.ts';
import { PickleMachine } from './pickle-machine.ts';
import { pickleOperations } from './pickle-operations.ts';
import type { PersistentId, PickleValue } from './pickle-values.ts';

/**
 * The value that the pickle describes; bytes after its end are left alone. Strings of bytes share `bytes`' memory.
 * Throws `malformed`, `over-limit`, and `unsafe-pickle` for one that names code to run. `file` is for messages.
 */
export function parsePickle(bytes: Uint8Array, file: string): PickleValue {
  if (bytes.length > MAX_PICKLE_BYTES) {
    const facts = { file, what: 'the length of the pickle', value: bytes.length, limit: MAX_PICKLE_BYTES };
    throw new Fault('over-limit', facts);
  }
  return run(new PickleMachine(bytes, file));
}

/** One of several pickles in a row. */
export interface ParsedPickle {
  readonly value: PickleValue;
  /** Where the next begins. */
  readonly endByte: number;
  /** What it says is kept outside of it, in order. */
  readonly persistentIds: readonly PersistentId[];
}

/** As `parsePickle`, for one that begins at `startByte`; null if the bytes end before it does. */
export function parsePickleAt(
  bytes: Uint8Array,
  { startByte, file }: { readonly startByte: number; readonly file: string },
): ParsedPickle | null {
  const machine = new PickleMachine(bytes.subarray(startByte), file);
  try {
    const value = run(machine);
    return { value, endByte: startByte + machine.position, persistentIds: machine.persistentIds };
  } catch (error) {
    if (machine.isCutOff) return null;
    throw error;
  }
}

function run(machine: PickleMachine): PickleValue {
  while (!machine.isStopped) {
    machine.charge(1);
    const code = machine.uint8();
    const operation = pickleOperations[code];
    if (operation === undefined)
      throw machine.malformed(`its pickle has the unknown instruction 0x${code.toString(16)}`);
    operation(machine);
  }
  return machine.pop();
}
