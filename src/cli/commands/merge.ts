/** `merge`: joins what `scan --part` wrote on any number of machines into what one scan would have said. */
import { readFile } from 'node:fs/promises';
import { Fault } from '../../core/fault.ts';
import { allScope, parseScope } from '../../core/scope.ts';
import { mergeParts, type PartFile } from '../../scan/merge-parts.ts';
import { analysisOf, describe } from '../analysis.ts';
import type { Command } from '../command.ts';
import { mergeUsage, parseMergeArguments, type MergeArguments } from '../merge-arguments.ts';
import { fileOutput, standardOutput } from '../output.ts';
import { renderReport } from '../render-report.ts';
import { saveSummary } from '../save-summary.ts';
import { tellNotice } from '../tell.ts';

export const merge: Command = {
  name: 'merge',
  summary: 'joins the parts of a scan that several machines made',
  usage: mergeUsage,
  run: async (args) => {
    await run(parseMergeArguments(args));
    return 0;
  },
};

async function run({ files, save, ...options }: MergeArguments): Promise<void> {
  const { part, plan, results } = mergeParts(await Promise.all(files.map(readPart)));
  const { catalogue, course } = part;
  catalogue.notices.forEach((notice) => tellNotice(notice, catalogue.name));
  const described = describe(catalogue, parseScope(part.scope) ?? allScope);
  const scanned = { plan, results, course };
  const output = options.out === null ? standardOutput : await fileOutput(options.out);
  if (save !== null) await saveSummary(save, described, scanned);
  await output.write(renderReport(analysisOf(described, scanned), options));
  await output.close();
}

async function readPart(path: string): Promise<PartFile> {
  try {
    return { name: path, bytes: await readFile(path) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Fault('file-unreadable', { file: path, detail }, { cause: error });
  }
}
