/** The arguments of `plan`: words in, choices out. */
import { parseArgs } from 'node:util';
import { reportForms, type ReportForm } from '../report/index.ts';
import { invocation, UsageError } from './command.ts';

export const planUsage = `Usage: ${invocation} plan PATH_OR_URL --plan PLAN.json [options]

Reads a checkpoint once from end to end, and says what a plan of pruning would cost: parameters, bytes, what a token
meets, how much of the weights and of the traffic stays.

  --plan FILE      the plan: public/schemas/pruning-plan-1.schema.json; - for stdin
  --trace PATH     a routing trace, for criteria that count tokens and for what becomes of the traffic
  --before PATH    the checkpoint that this one was fine-tuned from, for criteria that compare routers
  --sample         read one block of each tensor and estimate the rest
  --json           JSON instead of tables: one object in one line
  --out FILE       the same into a file, and nothing on stdout
  --report FILE    a report that stands alone, with charts: FILE.html or FILE.md
  --write FOLDER   writes the pruned checkpoint into a new folder
  --shard-bytes N  at most so many bytes of tensors in each of its files

Exit code 0: done. 1: something could not be read or written, or a part of the plan could not be taken: the costs are
those of the rest, and nothing is written. 2: wrong usage.
`;

const options = {
  plan: { type: 'string' },
  trace: { type: 'string' },
  before: { type: 'string' },
  sample: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  report: { type: 'string' },
  write: { type: 'string' },
  'shard-bytes': { type: 'string' },
} as const;

export interface PlanArguments {
  readonly input: string;
  /** `-` for stdin. */
  readonly planFile: string;
  readonly trace: string | null;
  readonly before: string | null;
  readonly course: 'plain' | 'sample';
  readonly isJson: boolean;
  /** Null for stdout. */
  readonly out: string | null;
  /** Null where none is to be written. */
  readonly report: { readonly path: string; readonly form: ReportForm } | null;
  /** Null where nothing is to be written. */
  readonly write: string | null;
  readonly shardBytes: number | null;
}

/** Throws UsageError. */
export function parsePlanArguments(args: readonly string[]): PlanArguments {
  const { values, positionals } = parseWords(args);
  const { plan, trace, before, sample, json, out, report, write, 'shard-bytes': shardBytes } = values;
  const [input, another] = positionals;
  if (input === undefined) throw new UsageError('Which checkpoint? Give a path or an address.');
  if (another !== undefined) throw new UsageError(`One checkpoint at a time: ${another} is a second one.`);
  if (plan === undefined || plan === '') throw new UsageError('Which plan? Give --plan PLAN.json.');
  for (const [option, path] of Object.entries({ out, report, write, trace, before }))
    if (path === '') throw new UsageError(`--${option}: which path?`);
  if (write !== undefined && sample) throw new UsageError('--write needs every weight: leave out --sample.');
  if (shardBytes !== undefined && write === undefined)
    throw new UsageError('--shard-bytes is about what --write writes.');
  return {
    input,
    planFile: plan,
    trace: trace ?? null,
    before: before ?? null,
    course: sample ? 'sample' : 'plain',
    isJson: json || out !== undefined,
    out: out ?? null,
    report: report === undefined ? null : { path: report, form: reportFormOf(report) },
    write: write ?? null,
    shardBytes: shardBytes === undefined ? null : readBytes(shardBytes),
  };
}

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function reportFormOf(path: string): ReportForm {
  const form = reportForms.find(({ ending }) => path.toLowerCase().endsWith(`.${ending}`));
  if (form !== undefined) return form;
  const endings = reportForms.map(({ ending }) => `.${ending}`).join(' or ');
  throw new UsageError(`--report ${path}: a name that ends in ${endings} says what it is to be.`);
}

function readBytes(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError(`--shard-bytes ${text}: a whole number from 1.`);
}
