/** What `trace --json` writes: public/schemas/trace-1.schema.json describes every field. */
import { rowOf } from '../core/routing/matrix.ts';
import { measureLoad } from '../core/routing/statistics/load-summary.ts';
import { explainFinding } from '../core/trace/finding-words.ts';
import type { FindingCode } from '../core/trace/finding.ts';
import type { LayerReading, ScoreTable, TraceReading } from '../core/trace/reading.ts';
import { traceBytes, type Trace } from '../core/trace/trace.ts';

export interface TraceReport {
  readonly version: 1;
  readonly name: string;
  /** As people call it. */
  readonly producer: string;
  readonly source: {
    readonly format: string;
    readonly files: readonly { readonly name: string; readonly bytes: number }[];
    readonly bytes: number;
    readonly fingerprint: string;
  };
  readonly layers: readonly LayerReport[];
  readonly scores: readonly ScoreReport[];
  readonly findings: readonly FindingReport[];
}

export interface LayerReport {
  readonly layer: number;
  readonly experts: number;
  readonly tokens: number | null;
  readonly topK: number | null;
  readonly counts: readonly number[];
  /** These are null where nothing was counted. */
  readonly entropyBits: number | null;
  readonly effectiveExperts: number | null;
  readonly cv: number | null;
  readonly maxOverMean: number | null;
  readonly gini: number | null;
  /** Experts that were never chosen. */
  readonly dead: readonly number[];
}

interface ScoreReport {
  readonly id: string;
  readonly layers: readonly number[];
  /** A row a layer; null where there is no number. */
  readonly values: readonly (readonly (number | null)[])[];
}

interface FindingReport {
  readonly code: FindingCode;
  readonly treatment: 'corrected' | 'ignored' | 'told';
  readonly facts: object;
  readonly title: string;
  readonly body: string;
  readonly done: string;
}

export function traceReport(trace: Trace, reading: TraceReading): TraceReport {
  return {
    version: 1,
    name: trace.name,
    producer: trace.formatName,
    source: {
      format: trace.format,
      files: trace.files.map(({ file }) => ({ name: file.name, bytes: file.size })),
      bytes: traceBytes(trace),
      fingerprint: trace.fingerprint,
    },
    layers: reading.layers.map(layerReport),
    scores: reading.scores.map(scoreReport),
    findings: reading.findings.map((found) => {
      const { code, treatment, facts } = found;
      return { code, treatment, facts, ...explainFinding(found) };
    }),
  };
}

function layerReport({ layer, experts, tokens, topK, counts }: LayerReading): LayerReport {
  const { entropyBits, effectiveExperts, cv, maxOverMean, gini } = measureLoad(counts.choices);
  const dead = counts.choices.some((count) => count > 0)
    ? Array.from(counts.choices.keys()).filter((expert) => counts.choices[expert] === 0)
    : [];
  return {
    layer,
    experts,
    tokens,
    topK,
    counts: [...counts.choices],
    entropyBits: finite(entropyBits),
    effectiveExperts: finite(effectiveExperts),
    cv: finite(cv),
    maxOverMean: finite(maxOverMean),
    gini: finite(gini),
    dead,
  };
}

function scoreReport({ id, layers, values }: ScoreTable): ScoreReport {
  return {
    id,
    layers: [...layers],
    values: Array.from(layers, (_, row) => Array.from(rowOf(values, row), finite)),
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
