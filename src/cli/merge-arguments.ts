/** The arguments of `merge`: words in, choices out. */
import { invocation, UsageError } from './command.ts';
import {
  parseWords,
  readReportArguments,
  reportOptions,
  reportUsage,
  type ReportArguments,
} from './report-arguments.ts';

export const mergeUsage = `Usage: ${invocation} merge PART... [options]

Joins the files that scan --part wrote on any number of machines. What it says is what one scan of the whole
checkpoint says, to the last digit; the checkpoint itself is not needed.

${reportUsage}

Exit code 0: done. 1: a part is missing, doubled, damaged, or of another scan. 2: wrong usage.
`;

export interface MergeArguments extends ReportArguments {
  readonly files: readonly string[];
}

/** Throws UsageError. */
export function parseMergeArguments(args: readonly string[]): MergeArguments {
  const { values, positionals } = parseWords(args, reportOptions);
  if (positionals.length === 0) throw new UsageError('Which parts? Give the files that scan --part wrote.');
  return { files: positionals, ...readReportArguments(values) };
}
