/** The arguments of `trace`: words in, choices out. */
import { parseArgs } from 'node:util';
import { correctedFindings, isCorrected, type FindingCode } from '../core/trace/finding.ts';
import { invocation, UsageError } from './command.ts';

export const traceUsage = `Usage: ${invocation} trace PATH... [options]

Reads routing traces, whatever wrote them, and says how the work is spread over experts. A path is a file or a
folder; files of several ranks, or a file and what belongs to it, are read as one trace.

  --json           JSON instead of a table: an object in a line for each trace
  --out FILE       the same into a file, and nothing on stdout
  --top-k K        experts a token, for logits that do not say how many are chosen
  --experts E      experts of a layer, for traces that show only those that were chosen
  --as-is CODES    findings that are not to be put right, such as padding-ids,dense-layers

Exit code 0: done. 1: something could not be read; the rest was. 2: wrong usage.
`;

const options = {
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  'top-k': { type: 'string' },
  experts: { type: 'string' },
  'as-is': { type: 'string' },
} as const;

export interface TraceArguments {
  readonly paths: readonly string[];
  readonly isJson: boolean;
  /** Null for stdout. */
  readonly out: string | null;
  readonly topK: number | null;
  readonly experts: number | null;
  readonly ignored: readonly FindingCode[];
}

/** Throws UsageError. */
export function parseTraceArguments(args: readonly string[]): TraceArguments {
  const { values, positionals } = parseWords(args);
  const { json, out, 'top-k': topK, experts, 'as-is': asIs } = values;
  if (positionals.length === 0) throw new UsageError('Which trace? Give a path.');
  if (out === '') throw new UsageError('--out: into which file?');
  return {
    paths: positionals,
    isJson: json || out !== undefined,
    out: out ?? null,
    topK: topK === undefined ? null : readNumber('--top-k', topK),
    experts: experts === undefined ? null : readNumber('--experts', experts),
    ignored: asIs === undefined ? [] : asIs.split(',').map(readCode),
  };
}

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text}: a whole number from 1.`);
}

function readCode(code: string): FindingCode {
  if (isCorrected(code)) return code;
  throw new UsageError(`--as-is ${code}: one of ${correctedFindings.join(', ')}.`);
}
