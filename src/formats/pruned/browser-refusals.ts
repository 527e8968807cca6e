/** Why a browser would not write, in words: `write-failed` of whatever its file systems throw. */
import { Fault } from '../../core/fault.ts';

/** By names of DOMException (https://fs.spec.whatwg.org). */
const meanings: Readonly<Record<string, string>> = {
  QuotaExceededError: 'there is no room left for it',
  NotAllowedError: 'the browser was not allowed to write there',
  SecurityError: 'the browser does not allow it here',
  NotFoundError: 'the folder is not there any more',
  NoModificationAllowedError: 'something else is writing it at the same time',
  InvalidStateError: 'something else changed it at the same time',
  TypeMismatchError: 'there is something else of that name already',
  // of a write that nobody stopped
  AbortError: 'the browser’s own checks refused it',
};

/** Throws `write-failed`. */
export async function orRefusal<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const known = error instanceof DOMException ? meanings[error.name] : undefined;
    const detail = known ?? (error instanceof Error ? error.message : String(error));
    throw new Fault('write-failed', { file, detail }, { cause: error });
  }
}
