/** The curves as numbers, for spreadsheets and programs. */
import { populationOf, type Population } from '../core/sketch/curve.ts';
import { tracePoints } from '../core/sketch/measures.ts';
import type { CurveSeries } from './sparsity-curve.ts';

export function curvesToCsv(
  series: readonly CurveSeries[],
  { population }: { population: Population },
): string {
  const head =
    'curve,kept_fraction,kept_weights,mass_fraction,mass,energy_fraction,energy,magnitude,estimate';
  const rows = series.flatMap(({ label, curve, isEstimate }) =>
    tracePoints(curve, { population }).map((point) =>
      [
        quoted(label),
        point.keptFraction,
        point.keptFraction * populationOf(curve, population),
        point.massFraction,
        point.massFraction * curve.totalMass,
        point.energyFraction,
        point.energyFraction * curve.totalEnergy,
        point.magnitude,
        isEstimate,
      ].join(','),
    ),
  );
  return [head, ...rows, ''].join('\r\n');
}

export function curvesToJson(
  series: readonly CurveSeries[],
  { population }: { population: Population },
): string {
  const curves = series.map(({ label, curve, isEstimate }) => ({
    label,
    isEstimate,
    weights: curve.finite,
    nonZero: curve.nonZero,
    mass: curve.totalMass,
    energy: curve.totalEnergy,
    errorBound: curve.errorBound,
    points: tracePoints(curve, { population }),
  }));
  return `${JSON.stringify({ population, curves }, null, 2)}\n`;
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe. */
export function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
