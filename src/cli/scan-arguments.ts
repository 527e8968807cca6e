/** The arguments of `scan`: words in, choices out. */
import { parseArgs } from 'node:util';
import { parseScope, type Scope } from '../core/scope.ts';
import type { Population } from '../core/sketch/curve.ts';
import { invocation, UsageError } from './command.ts';

export const scanUsage = `Usage: ${invocation} scan PATH_OR_URL... [options]

Reads checkpoints once from end to end, and says which share of the weights holds which share of the mass.
A path is a file, a folder, or an index of shards; the files of one model are read as one. A web address is
read in parts, so its server must answer Range requests. hf://owner/name[@revision][/path] is a model of the
Hugging Face Hub, or of HF_ENDPOINT; HF_TOKEN opens gated ones.

  --scope SCOPE    the weights to draw: all, experts, routers, shared, layer:3, expert:3/5, expert:3/*,
                   experts/down, expert:3/5/down, projection:3/up, tensor:NAME, or several: layer:0+routers
                   (experts; all where there are none)
  --count WHICH    fractions of all finite weights, or of the nonzero ones (all)
  --at FRACTIONS   where to read the curve: parts of 1, in any order, such as 0.01,0.1,0.5
  --sample         read one block of each tensor and estimate the rest
  --json           JSON instead of a table: an object in a line for each checkpoint
  --out FILE       the same into a file, and nothing on stdout

Exit code 0: done. 1: something could not be read; the rest was. 2: wrong usage.
`;

const options = {
  scope: { type: 'string' },
  count: { type: 'string', default: 'all' },
  at: { type: 'string' },
  sample: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
} as const;

export interface ScanArguments {
  readonly inputs: readonly string[];
  /** Null for what suits each checkpoint. */
  readonly scope: Scope | null;
  readonly population: Population;
  readonly at: readonly number[] | null;
  readonly course: 'plain' | 'sample';
  readonly isJson: boolean;
  /** Null for stdout. */
  readonly out: string | null;
}

/** Throws UsageError. */
export function parseScanArguments(args: readonly string[]): ScanArguments {
  const { values, positionals } = parseWords(args);
  const { scope, count, at, sample, json, out } = values;
  if (positionals.length === 0) throw new UsageError('Which checkpoint? Give a path or an address.');
  if (out === '') throw new UsageError('--out: into which file?');
  return {
    inputs: positionals,
    scope: scope === undefined ? null : readScope(scope),
    population: readPopulation(count),
    at: at === undefined ? null : readFractions(at),
    course: sample ? 'sample' : 'plain',
    isJson: json || out !== undefined,
    out: out ?? null,
  };
}

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readScope(text: string): Scope {
  const scope = parseScope(text);
  if (scope === null) throw new UsageError(`--scope ${text}: not a scope.`);
  return scope;
}

function readPopulation(text: string): Population {
  if (text === 'all' || text === 'nonzero') return text;
  throw new UsageError(`--count ${text}: all or nonzero.`);
}

function readFractions(text: string): readonly number[] {
  return text.split(',').map((word) => {
    const fraction = /^\s*(\d+\.?\d*|\.\d+)(e-?\d+)?\s*$/i.test(word) ? Number(word) : NaN;
    if (fraction >= 0 && fraction <= 1) return fraction;
    throw new UsageError(`--at ${text}: “${word}” is no fraction from 0 to 1.`);
  });
}
