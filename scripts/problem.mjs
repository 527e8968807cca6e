/** Something a person can mend: its words are all there is to say, so it is printed without a stack. */
export class Problem extends Error {
  /** @param {string} message What is wrong and what to do. @param {number} exitCode 1, or 2 for wrong usage. */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * The last word of every script: says on stderr what went wrong and sets the exit code.
 * @param {unknown} error
 */
export function explain(error) {
  const known = error instanceof Problem;
  console.error(known ? error.message : error);
  process.exitCode = known ? error.exitCode : 1;
}

/** @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
