/** The arguments of commands that report on a scan: how its curve is read, and where the report goes. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Population } from '../core/sketch/curve.ts';
import { UsageError } from './command.ts';

export const reportOptions = {
  count: { type: 'string' },
  at: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  save: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

export const reportUsage = `\
  --count WHICH    fractions of all finite weights, or of the nonzero ones (all)
  --at FRACTIONS   where to read the curve: parts of 1, in any order, such as 0.01,0.1,0.5
  --json           JSON instead of a table: an object in a line for each checkpoint
  --out FILE       the same into a file, and nothing on stdout
  --save FILE      the whole analysis into FILE.moescope, which opens in the page like the checkpoint`;

export interface ReportArguments {
  readonly population: Population;
  readonly at: readonly number[] | null;
  readonly isJson: boolean;
  /** Null for stdout. */
  readonly out: string | null;
  /** Where the summary file goes, if anywhere. */
  readonly save: string | null;
}

interface ReportValues {
  readonly count?: string | undefined;
  readonly at?: string | undefined;
  readonly json?: boolean | undefined;
  readonly out?: string | undefined;
  readonly save?: string | undefined;
}

/** Throws UsageError. */
export function readReportArguments({ count, at, json, out, save }: ReportValues): ReportArguments {
  if (out === '') throw new UsageError('--out: into which file?');
  if (save === '') throw new UsageError('--save: into which file?');
  return {
    population: readPopulation(count ?? 'all'),
    at: at === undefined ? null : readFractions(at),
    isJson: json === true || out !== undefined,
    out: out ?? null,
    save: save ?? null,
  };
}

/** Words as `options` describe them. Throws UsageError. */
export function parseWords<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readPopulation(text: string): Population {
  if (text === 'all' || text === 'nonzero') return text;
  throw new UsageError(`--count ${text}: all or nonzero.`);
}

function readFractions(text: string): readonly number[] {
  return text.split(',').map((word) => {
    const fraction = parseFraction(word);
    if (fraction !== null) return fraction;
    throw new UsageError(`--at ${text}: “${word}” is no fraction from 0 to 1.`);
  });
}

/** A number from 0 to 1, as people write them; null for anything else. */
export function parseFraction(word: string): number | null {
  const fraction = /^\s*(\d+\.?\d*|\.\d+)(e-?\d+)?\s*$/i.test(word) ? Number(word) : NaN;
  return fraction >= 0 && fraction <= 1 ? fraction : null;
}
