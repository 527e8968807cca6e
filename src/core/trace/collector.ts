/**
 * From what importers tell to what charts need: every statistic of a trace in one pass, in memory that does not grow
 * with its length.
 */
import type { FindingCode } from './finding.ts';
import type { TraceReading } from './reading.ts';
import type { TraceSink } from './trace-sink.ts';

export interface CollectorOptions {
  /** Whether a trap is to be put right: yes, unless the person took it back. */
  readonly corrects: (code: FindingCode) => boolean;
}

export type Collected = Pick<TraceReading, 'facts' | 'layers' | 'scores' | 'findings'>;

export interface Collector extends TraceSink {
  /** What was told so far; nothing may be told after. */
  finish(): Collected;
}

export function collectTrace(options: CollectorOptions): Collector {
  return new TraceCollector(options);
}

class TraceCollector implements Collector {
  readonly #options: CollectorOptions;

  constructor(options: CollectorOptions) {
    this.#options = options;
  }

  describe(): void {
    void this.#options;
  }
  tokens(): void {}
  counts(): void {}
  gates(): void {}
  scores(): void {}
  pairs(): void {}
  flow(): void {}
  vocabulary(): void {}
  find(): void {}

  finish(): Collected {
    return { facts: {}, layers: [], scores: [], findings: [] };
  }
}
