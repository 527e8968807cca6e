/**
 * What a scan says of one checkpoint, as public/schemas/scan-1.schema.json describes it. Every number is finite; what
 * is not known, or beyond the range of doubles, is null.
 */
import { checkpointTotals } from '../core/catalogue.ts';
import { explainFault, type FaultWords } from '../core/fault-words.ts';
import type { FaultCode } from '../core/fault.ts';
import { formatScope } from '../core/scope.ts';
import { populationOf, shareAt, type Curve, type Population } from '../core/sketch/curve.ts';
import type { Analysis } from './analysis.ts';
import { statisticsOf, tensorReports, type TensorReport } from './tensor-reports.ts';

/** Rises with the schema's name, and only when a reader of the old one would misread the new. */
const VERSION = 1;

export interface ScanReport {
  readonly version: typeof VERSION;
  readonly name: string;
  /** True if only blocks of each tensor were read: all but counts of elements is estimated from them. */
  readonly estimate: boolean;
  readonly source: {
    readonly format: string;
    readonly files: readonly { readonly name: string; readonly bytes: number }[];
    readonly bytes: number;
    readonly fingerprint: string;
  };
  readonly family: string;
  readonly structure: {
    readonly layers: number;
    readonly expertsPerLayer: number;
    readonly topK: number | null;
    readonly sharedExperts: number;
  };
  readonly totals: {
    readonly tensors: number;
    readonly parameters: number;
    readonly zeros: number;
    readonly nonFinite: number;
  };
  readonly curve: {
    readonly scope: string;
    readonly count: Population;
    /** Weights that the kept fraction is a fraction of. */
    readonly weights: number;
    /** The largest possible error of a share of mass, as a fraction: 0 where exact, null for an estimate. */
    readonly errorBound: number | null;
    /** Kept fraction, share of mass; none where there are no weights. */
    readonly points: readonly (readonly [number, number])[];
  };
  readonly notices: readonly ({ readonly code: FaultCode } & FaultWords)[];
  /** Made as they are asked for: a large model has half a million. */
  readonly tensors: Iterable<TensorReport>;
}

export interface ReportOptions {
  readonly population: Population;
  /** Kept fractions, in the order of the points. */
  readonly at?: readonly number[] | null;
}

export function reportOf(analysis: Analysis, { population, at }: ReportOptions): ScanReport {
  const { catalogue, summary, curve, files, scope } = analysis;
  const { structure } = catalogue;
  const { tensors, parameters } = checkpointTotals(catalogue);
  const { zeros, nonFinite } = statisticsOf(analysis, 0, summary.parts.rows);
  return {
    version: VERSION,
    name: catalogue.name,
    estimate: summary.kind === 'sample',
    source: {
      format: catalogue.format,
      files,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      fingerprint: catalogue.fingerprint,
    },
    family: structure.family,
    structure: {
      layers: structure.layers,
      expertsPerLayer: structure.expertsPerLayer,
      topK: structure.topK,
      sharedExperts: structure.sharedExperts,
    },
    totals: { tensors, parameters, zeros, nonFinite },
    curve: {
      scope: formatScope(scope),
      count: population,
      weights: Math.round(populationOf(curve, population)),
      errorBound: summary.kind === 'sample' ? null : curve.errorBound,
      points: pointsOf(curve, { population, at: at ?? usualFractions }),
    },
    notices: catalogue.notices.map((notice) => ({ code: notice.code, ...explainFault(notice) })),
    tensors: tensorReports(analysis),
  };
}

/** Every hundredth, and finer where a curve is steep: the same for all models, so that they can be laid side by side. */
const usualFractions: readonly number[] = [
  ...[0, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005],
  ...Array.from({ length: 100 }, (_, i) => (i + 1) / 100),
];

function pointsOf(
  curve: Curve,
  { population, at }: { population: Population; at: readonly number[] },
): (readonly [number, number])[] {
  const weights = populationOf(curve, population);
  return weights > 0 ? at.map((kept) => [kept, shareAt(curve, kept * weights)] as const) : [];
}
