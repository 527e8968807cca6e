/** One line on stderr that is written over and over, if a person is looking. */
import { formatBytes, formatDuration } from '../core/quantity.ts';

const REWRITE = '\r\x1b[K';

/** Of a terminal that does not tell. */
const USUAL_COLUMNS = 80;

export class ProgressLine {
  readonly #isSeen = process.stderr.isTTY;
  #isShown = false;
  #began = performance.now();

  show(text: string): void {
    if (!this.#isSeen) return;
    process.stderr.write(`${REWRITE}${text.slice(0, (process.stderr.columns || USUAL_COLUMNS) - 1)}`);
    this.#isShown = true;
  }

  /** From here on rates are measured. */
  begin(): void {
    this.#began = performance.now();
  }

  showBytes(what: string, { doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const rate = doneBytes / seconds;
    const left = rate > 0 ? ` · ${formatDuration((totalBytes - doneBytes) / rate)} left` : '';
    this.show(
      `${what} · ${formatBytes(doneBytes)} of ${formatBytes(totalBytes)} · ${formatBytes(rate)}/s${left}`,
    );
  }

  /** To be called before anything else is written. */
  clear(): void {
    if (this.#isShown) process.stderr.write(REWRITE);
    this.#isShown = false;
  }
}
