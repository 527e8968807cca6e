/** A report as people read it in a terminal: what it is, what it is made of, and the curve. */
import { formatBytes, formatCount, formatNumber, formatParameters, formatPercent } from '../core/quantity.ts';
import { magnitudeAt, populationOf, type Curve, type Population } from '../core/sketch/curve.ts';
import { keptFractionFor } from '../core/sketch/measures.ts';
import type { Analysis } from './analysis.ts';
import { reportOf, type ReportOptions, type ScanReport } from './report.ts';
import { roleTable } from './role-table.ts';
import { textTable } from './text-table.ts';

const usualFractions = [0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8];

export function reportText(analysis: Analysis, { population, at }: ReportOptions): string {
  const report = reportOf(analysis, { population, at: at ?? usualFractions });
  const sections = [heading(analysis, report), roleTable(report.tensors), curveSection(analysis, report)];
  return sections.join('\n');
}

function heading({ catalogue }: Analysis, { name, estimate, source, structure, totals }: ScanReport): string {
  const files = counted(source.files.length, 'file');
  const facts = [
    ['format', catalogue.formatName, files, formatBytes(source.bytes), `fingerprint ${source.fingerprint}`],
    ['family', catalogue.structure.familyName, ...structureWords(structure)],
    ['holds', counted(totals.tensors, 'tensor'), `${formatParameters(totals.parameters)} parameters`],
  ];
  const title = estimate ? `${name} (estimated from a sample of its blocks)` : name;
  return `${title}\n${facts.map(([label, ...words]) => `  ${label!.padEnd(8)}${words.join(', ')}\n`).join('')}`;
}

function structureWords({ layers, expertsPerLayer, topK, sharedExperts }: ScanReport['structure']): string[] {
  const words: string[] = [];
  if (layers > 0) words.push(counted(layers, 'layer'));
  if (expertsPerLayer > 0) words.push(`${formatCount(expertsPerLayer)} experts a layer`);
  if (topK !== null) words.push(`${topK} a token`);
  if (sharedExperts > 0) words.push(`${sharedExperts} shared`);
  return words;
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function curveSection(
  { curve }: Analysis,
  { curve: { scope, count, points, errorBound } }: ScanReport,
): string {
  const weights = populationOf(curve, count);
  const noun = count === 'nonzero' ? 'non-zero weight' : 'weight';
  if (points.length === 0) return `  ${scope}: no ${noun} to draw\n`;
  const rows = points.map(([kept, mass]) => [
    `${formatNumber(100 * kept, 4)} %`,
    formatPercent(mass, 2),
    formatNumber(magnitudeAt(curve, kept * weights)),
  ]);
  return [
    `  ${scope}: ${counted(weights, noun)}, largest first\n`,
    textTable([['kept', 'of the mass', 'down to |w|'], ...rows], { firstColumn: 'numbers' }),
    ...(curve.totalMass > 0 ? [massLine(curve, count)] : []),
    ...(errorBound !== null && errorBound > 0 ? [errorLine(errorBound)] : []),
  ].join('');
}

function massLine(curve: Curve, population: Population): string {
  const on = { quantity: 'mass', population } as const;
  const [half, most] = [0.5, 0.9].map((share) => formatPercent(keptFractionFor(curve, share, on)));
  return `  Half of the mass is in ${half!} of them, 90 % in ${most!}.\n`;
}

function errorLine(bound: number): string {
  return `  Shares of mass are exact to ${formatNumber(100 * bound, 1)} %.\n`;
}
