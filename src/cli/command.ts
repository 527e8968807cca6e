/** A command: one file in `commands/`, and one line in `commands/index.ts`. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** All that `--help` has to say. */
  readonly usage: string;
  /** What comes after the command's name. Answers with the exit code; throws UsageError. */
  run(args: readonly string[]): Promise<number>;
}

/** The command was called wrongly: its usage is shown, and the exit code is 2. */
export class UsageError extends Error {}

/** How a command is called in this checkout. */
export const invocation = 'npm run --silent cli --';
