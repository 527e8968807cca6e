/** A report as it was asked for. */
import type { Analysis } from './analysis.ts';
import type { ReportArguments } from './report-arguments.ts';
import { reportJson } from './report-json.ts';
import { reportText } from './report-text.ts';
import { reportOf } from './report.ts';

export function renderReport(
  analysis: Analysis,
  { population, at, isJson }: Pick<ReportArguments, 'population' | 'at' | 'isJson'>,
): Iterable<string> {
  return isJson
    ? reportJson(reportOf(analysis, { population, at }))
    : [reportText(analysis, { population, at })];
}
