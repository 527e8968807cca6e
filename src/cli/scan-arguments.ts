/** The arguments of `scan`: words in, choices out. */
import { parseMapping, type Mapping } from '../core/families/by-hand/mapping.ts';
import { parseScope, type Scope } from '../core/scope.ts';
import { MOST_PARTS } from '../scan/part-manifest.ts';
import type { Share } from '../scan/share.ts';
import { invocation, UsageError } from './command.ts';
import {
  parseFraction,
  parseWords,
  readReportArguments,
  reportOptions,
  reportUsage,
  type ReportArguments,
} from './report-arguments.ts';

export const scanUsage = `Usage: ${invocation} scan PATH_OR_URL... [options]

Reads checkpoints once from end to end, and says which share of the weights holds which share of the mass.
A path is a file, a folder, or an index of shards; the files of one model are read as one. A web address is
read in parts, so its server must answer Range requests. hf://owner/name[@revision][/path] is a model of the
Hugging Face Hub, or of HF_ENDPOINT; HF_TOKEN opens gated ones.

  --scope SCOPE    the weights to draw: all, experts, routers, shared, layer:3, expert:3/5, expert:3/*,
                   experts/down, expert:3/5/down, projection:3/up, tensor:NAME, or several: layer:0+routers
                   (experts; all where there are none)
  --map TEXT       what tensors are, where their names are read wrongly: rules as in the map= of a link,
                   such as 'blk.{layer}.w1_{expert}>expert/gate;blk.{layer}.sel>router'
${reportUsage}
  --sample [SHARE] read a share of each tensor, such as 0.005, and estimate the rest; one block of each
                   without a number
  --part I/N       read the I-th N-th of the bytes, and write what it holds into the file that --out names;
                   merge joins such parts

Exit code 0: done. 1: something could not be read; the rest was. 2: wrong usage.
`;

const options = {
  ...reportOptions,
  scope: { type: 'string' },
  map: { type: 'string' },
  sample: { type: 'string' },
  part: { type: 'string' },
} as const;

/** What of each tensor is read: everything; a share; or, where the share is null, one block. */
export type Reading =
  | { readonly course: 'plain'; readonly fraction: null }
  | { readonly course: 'sample'; readonly fraction: number | null };

export const wholeReading: Reading = { course: 'plain', fraction: null };

export interface ScanArguments extends ReportArguments {
  readonly inputs: readonly string[];
  /** Null for what suits each checkpoint. */
  readonly scope: Scope | null;
  /** Without rules for what is guessed from names. */
  readonly mapping: Mapping;
  readonly reading: Reading;
  /** Null for all of it. */
  readonly share: Share | null;
}

/** Throws UsageError. */
export function parseScanArguments(args: readonly string[]): ScanArguments {
  const { values, positionals } = parseWords(withSampleValue(args), options);
  const { scope, map, sample, part, ...rest } = values;
  if (positionals.length === 0) throw new UsageError('Which checkpoint? Give a path or an address.');
  const share = part === undefined ? null : readShare(part);
  if (share !== null) checkPartOptions(rest);
  return {
    inputs: positionals,
    scope: scope === undefined ? null : readScope(scope),
    mapping: map === undefined ? [] : readMapping(map),
    reading: readReading(sample),
    share,
    ...readReportArguments(rest),
  };
}

/** `--sample` may stand alone; a number after it is its share, and anything else comes next. */
export function withSampleValue(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--sample');
  if (at < 0 || args.slice(0, at).includes('--')) return args;
  const share = args[at + 1] ?? '';
  const isShare = parseFraction(share) !== null;
  return args.toSpliced(at, isShare ? 2 : 1, `--sample=${isShare ? share : ''}`);
}

/** What follows `--sample`, if it is there. Throws UsageError. */
export function readReading(sample: string | undefined): Reading {
  if (sample === undefined) return wholeReading;
  if (sample === '') return { course: 'sample', fraction: null };
  const fraction = parseFraction(sample);
  if (fraction !== null && fraction > 0) return { course: 'sample', fraction };
  throw new UsageError(`--sample ${sample}: a share is a number above 0, up to 1.`);
}

function readShare(text: string): Share {
  const [, part, of] = (/^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? []).map(Number);
  if (part !== undefined && of !== undefined && part >= 1 && part <= of && of <= MOST_PARTS)
    return { part, of };
  throw new UsageError(`--part ${text}: such as 3/8, the third of eight.`);
}

function checkPartOptions({ out, ...others }: Partial<Record<keyof typeof reportOptions, unknown>>): void {
  if (out === undefined) throw new UsageError('--part: --out says which file the part goes into.');
  const given = Object.entries(others).find(([, value]) => value !== undefined);
  if (given !== undefined) {
    throw new UsageError(`--${given[0]} has nothing to do with --part: give it to merge.`);
  }
}

function readMapping(text: string): Mapping {
  const mapping = parseMapping(text);
  if (mapping === null)
    throw new UsageError(`--map ${text}: such as 'a.{layer}.w_{expert}>expert/up;b>router'.`);
  return mapping;
}

function readScope(text: string): Scope {
  const scope = parseScope(text);
  if (scope === null) throw new UsageError(`--scope ${text}: not a scope.`);
  return scope;
}
