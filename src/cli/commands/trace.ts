/** `trace`: reads routing traces of any producer and says how the work is spread over experts. */
import { encodeFault } from '../../core/fault.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { readTrace } from '../../formats/traces/read-trace.ts';
import type { Command } from '../command.ts';
import { fileOutput, standardOutput } from '../output.ts';
import { sourceOf } from '../path-source.ts';
import { ProgressLine } from '../progress-line.ts';
import { tellFault } from '../tell.ts';
import { parseTraceArguments, traceUsage, type TraceArguments } from '../trace-arguments.ts';
import { findNamedTraces } from '../trace-inputs.ts';
import { traceReport, type TraceReport } from '../trace-report.ts';
import { traceText } from '../trace-text.ts';

export const trace: Command = {
  name: 'trace',
  summary: 'says how the work is spread over experts, from a routing trace',
  usage: traceUsage,
  run: (args) => runTrace(parseTraceArguments(args)),
};

/** What fails is told and makes the exit code 1; the rest goes on. */
async function runTrace(wanted: TraceArguments): Promise<number> {
  const { traces, faults } = await findNamedTraces(wanted.paths);
  faults.forEach(tellFault);
  let exitCode = faults.length > 0 ? 1 : 0;
  if (traces.length === 0) return 1;
  const output = wanted.out === null ? standardOutput : await fileOutput(wanted.out);
  for (const [index, one] of traces.entries()) {
    try {
      await output.write([render(await readReport(one, wanted), { index, ...wanted })]);
    } catch (error) {
      tellFault(encodeFault(error));
      exitCode = 1;
    }
  }
  await output.close();
  return exitCode;
}

async function readReport(
  one: Trace,
  { ignored, topK, experts }: Pick<TraceArguments, 'ignored' | 'topK' | 'experts'>,
): Promise<TraceReport> {
  const progress = new ProgressLine();
  progress.begin();
  try {
    const reading = await readTrace(one, {
      sourceOf,
      corrects: (code) => !ignored.includes(code),
      model: { name: 'what was asked for', topK, experts, layers: null, isCertain: true },
      report: ({ readBytes, totalBytes }) =>
        progress.showBytes(one.name, { doneBytes: readBytes, totalBytes }),
    });
    return traceReport(one, reading);
  } finally {
    progress.clear();
  }
}

function render(report: TraceReport, { isJson, index }: { isJson: boolean; index: number }): string {
  return isJson ? `${JSON.stringify(report)}\n` : `${index > 0 ? '\n' : ''}${traceText(report)}`;
}
