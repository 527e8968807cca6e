/** What the doctor found while a trace was read: importers tell at once, the collector at the end. */
import { finding, type Finding, type FindingCode, type FindingFacts } from '../finding.ts';
import { MAX_FINDINGS } from './trace-limits.ts';

export class Findings {
  readonly #found: Finding[] = [];
  readonly #corrects: (code: FindingCode) => boolean;

  constructor(corrects: (code: FindingCode) => boolean) {
    this.#corrects = corrects;
  }

  get all(): readonly Finding[] {
    return this.#found;
  }

  /** The same thing twice is told once. */
  add(found: Finding): void {
    const text = JSON.stringify(found);
    if (this.#found.length >= MAX_FINDINGS || this.#found.some((known) => JSON.stringify(known) === text))
      return;
    this.#found.push(found);
  }

  tell<C extends FindingCode>(code: C, facts: FindingFacts[C]): void {
    this.add(finding(code, facts));
  }

  /** Something that was put right, or would have been. */
  treat<C extends FindingCode>(code: C, facts: FindingFacts[C]): void {
    this.add(finding(code, facts, this.#corrects(code) ? 'corrected' : 'ignored'));
  }
}
