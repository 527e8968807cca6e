/** `scan`: opens checkpoints, reads every byte of their weights once, and says how their mass is spread. */
import { encodeFault } from '../../core/fault.ts';
import { formatScope } from '../../core/scope.ts';
import { analysisOf, prepare, type Prepared, type Scanned } from '../analysis.ts';
import { UsageError, type Command } from '../command.ts';
import { openInputs } from '../open-inputs.ts';
import { fileOutput, standardOutput } from '../output.ts';
import { ProgressLine } from '../progress-line.ts';
import { renderReport } from '../render-report.ts';
import { saveSummary } from '../save-summary.ts';
import { parseScanArguments, scanUsage, type ScanArguments } from '../scan-arguments.ts';
import { scanPart } from '../scan-part.ts';
import { scanShare, type ScanProgress } from '../scan-plan.ts';
import type { Share } from '../../scan/share.ts';
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
    const { share } = this.#wanted;
    return share === null ? this.#reportAll(prepared) : this.#writePart(prepared[0]!, share);
  }

  async #reportAll(prepared: readonly Prepared[]): Promise<number> {
    const { out, save } = this.#wanted;
    const output = out === null ? standardOutput : await fileOutput(out);
    for (const [index, one] of prepared.entries()) {
      const scanned = await this.#orTell(this.#read(one, { part: 1, of: 1 }));
      if (scanned === null) continue;
      if (save !== null) await this.#orTell(saveSummary(save, one, scanned));
      if (index > 0 && !this.#wanted.isJson) await output.write(['\n']);
      await output.write(renderReport(analysisOf(one, scanned), this.#wanted));
    }
    await output.close();
    return this.#exitCode;
  }

  async #writePart(prepared: Prepared, share: Share): Promise<number> {
    const { out, reading } = this.#wanted;
    await this.#withProgress(prepared, (report) =>
      this.#orTell(scanPart(prepared, { reading, share, out: out!, report })),
    );
    return this.#exitCode;
  }

  /** Everything is opened before anything is read: what is wrong with a scope shows at once. */
  async #prepareAll(): Promise<Prepared[]> {
    const { inputs, scope, mapping, reading, share, save } = this.#wanted;
    const isForFile = share !== null || save !== null;
    const { checkpoints, faults, notices } = await openInputs(inputs, {
      report: ({ openedFiles, files }) => this.#progress.show(`Opening file ${openedFiles} of ${files}`),
    });
    this.#progress.clear();
    faults.forEach(tellFault);
    notices.forEach((notice) => tellNotice(notice));
    if (faults.length > 0) this.#exitCode = 1;

    const all = await Promise.all(
      checkpoints.map((one) => this.#orTell(prepare(one, { scope, mapping, reading, isForFile }))),
    );
    const prepared = all.filter((one) => one !== null);
    if (isForFile && prepared.length > 1) {
      const option = share === null ? '--save' : '--part';
      throw new UsageError(`${option}: one checkpoint at a time, and here are ${prepared.length}.`);
    }
    for (const { catalogue, weights } of prepared) {
      catalogue.notices.forEach((notice) => tellNotice(notice, catalogue.name));
      if (scope !== null && weights === 0) {
        throw new UsageError(`--scope ${formatScope(scope)}: there is no such weight in ${catalogue.name}.`);
      }
    }
    return prepared;
  }

  async #read({ plan, ...described }: Prepared, share: Share): Promise<Scanned> {
    const { reading } = this.#wanted;
    const { results } = await this.#withProgress(described, (report) =>
      scanShare(plan, { reading, share, report }),
    );
    return { plan, results, course: reading.course };
  }

  async #withProgress<T>(
    { catalogue }: Pick<Prepared, 'catalogue'>,
    work: (report: (read: ScanProgress) => void) => Promise<T>,
  ): Promise<T> {
    this.#progress.begin();
    try {
      return await work((read) => this.#progress.showBytes(catalogue.name, read));
    } finally {
      this.#progress.clear();
    }
  }

  async #orTell<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof UsageError) throw error;
      tellFault(encodeFault(error));
      this.#exitCode = 1;
      return null;
    }
  }
}
