/** `scan`: opens checkpoints, reads every byte of their weights once, and says how their mass is spread. */
import { encodeFault } from '../../core/fault.ts';
import { formatScope } from '../../core/scope.ts';
import { analyse, prepare, type Analysis, type Prepared } from '../analysis.ts';
import { UsageError, type Command } from '../command.ts';
import { openInputs } from '../open-inputs.ts';
import { fileOutput, standardOutput } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import { reportJson } from '../report-json.ts';
import { reportText } from '../report-text.ts';
import { reportOf } from '../report.ts';
import { parseScanArguments, scanUsage, type ScanArguments } from '../scan-arguments.ts';
import { tellFault, tellNotice } from '../tell.ts';

export const scan: Command = {
  name: 'scan',
  summary: 'says how the mass of a checkpoint is spread over its weights',
  usage: scanUsage,
  run: (args) => new ScanRun(parseScanArguments(args)).run(),
};

/** What fails is told and makes the exit code 1; the rest goes on. */
class ScanRun {
  readonly #wanted: ScanArguments;
  readonly #progress = new ProgressLine();
  #exitCode = 0;

  constructor(wanted: ScanArguments) {
    this.#wanted = wanted;
  }

  async run(): Promise<number> {
    const prepared = await this.#prepareAll();
    if (prepared.length === 0) return 1;
    const { out } = this.#wanted;
    const output = out === null ? standardOutput : await fileOutput(out);
    for (const [index, one] of prepared.entries()) {
      const analysis = await this.#orTell(this.#analyse(one));
      if (analysis !== null) await output.write(this.#render(analysis, index));
    }
    await output.close();
    return this.#exitCode;
  }

  /** Everything is opened before anything is read: what is wrong with a scope shows at once. */
  async #prepareAll(): Promise<Prepared[]> {
    const { inputs, scope, course } = this.#wanted;
    const { checkpoints, faults, notices } = await openInputs(inputs, {
      report: ({ openedFiles, files }) => this.#progress.show(`Opening file ${openedFiles} of ${files}`),
    });
    this.#progress.clear();
    faults.forEach(tellFault);
    notices.forEach((notice) => tellNotice(notice));
    if (faults.length > 0) this.#exitCode = 1;

    const all = await Promise.all(checkpoints.map((one) => this.#orTell(prepare(one, { scope, course }))));
    const prepared = all.filter((one) => one !== null);
    for (const { catalogue, weights } of prepared) {
      catalogue.notices.forEach((notice) => tellNotice(notice, catalogue.name));
      if (scope !== null && weights === 0) {
        throw new UsageError(`--scope ${formatScope(scope)}: there is no such weight in ${catalogue.name}.`);
      }
    }
    return prepared;
  }

  async #analyse(prepared: Prepared): Promise<Analysis> {
    const { name } = prepared.catalogue;
    this.#progress.begin();
    try {
      return await analyse(prepared, {
        course: this.#wanted.course,
        report: (read) => this.#progress.showBytes(name, read),
      });
    } finally {
      this.#progress.clear();
    }
  }

  #render(analysis: Analysis, index: number): Iterable<string> {
    const { population, at, isJson } = this.#wanted;
    if (isJson) return reportJson(reportOf(analysis, { population, at }));
    return [index > 0 ? '\n' : '', reportText(analysis, { population, at })];
  }

  async #orTell<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      tellFault(encodeFault(error));
      this.#exitCode = 1;
      return null;
    }
  }
}
