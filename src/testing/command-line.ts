/** The command line as a person runs it: built, and in a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const script = resolve(import.meta.dirname, '../../scripts/cli.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The folder that paths are meant from. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function startCommandLine(
  args: readonly string[],
  { cwd, env }: RunOptions = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => (written[stream] += text));
  }
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code, ...written }));
  });
  return { child, ended };
}

/** Runs it to its end. */
export function runCommandLine(args: readonly string[], options?: RunOptions): Promise<Ended> {
  return startCommandLine(args, options).ended;
}
