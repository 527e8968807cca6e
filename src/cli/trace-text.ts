/** A trace as people read it in a terminal: what it is, the load of every layer, and what the doctor found. */
import { formatBytes, formatCount, formatNumber } from '../core/quantity.ts';
import { textTable } from './text-table.ts';
import type { LayerReport, TraceReport } from './trace-report.ts';

export function traceText(report: TraceReport): string {
  return [heading(report), layerTable(report.layers), scoreLines(report), findingLines(report)]
    .filter((section) => section !== '')
    .join('\n');
}

function heading({ name, producer, source, layers }: TraceReport): string {
  const files = source.files.length === 1 ? '1 file' : `${formatCount(source.files.length)} files`;
  const experts = Math.max(0, ...layers.map((layer) => layer.experts));
  const lines = [
    `  from   ${producer}, ${files}, ${formatBytes(source.bytes)}, fingerprint ${source.fingerprint}\n`,
    ...(layers.length === 0
      ? []
      : [
          `  holds  ${formatCount(layers.length)} ${layers.length === 1 ? 'layer' : 'layers'} of ${formatCount(experts)} experts\n`,
        ]),
  ];
  return `${name}\n${lines.join('')}`;
}

function layerTable(layers: readonly LayerReport[]): string {
  if (layers.length === 0) return '';
  const rows = layers.map((layer) => [
    String(layer.layer),
    layer.tokens === null ? '?' : formatCount(layer.tokens),
    number(layer.topK, 3),
    number(layer.entropyBits, 4),
    number(layer.effectiveExperts, 3),
    number(layer.cv, 3),
    number(layer.maxOverMean, 4),
    number(layer.gini, 4),
    String(layer.dead.length),
  ]);
  const titles = ['layer', 'tokens', 'k', 'entropy bits', 'effective', 'CV', 'max/mean', 'Gini', 'dead'];
  return textTable([titles, ...rows], { firstColumn: 'numbers' });
}

function number(value: number | null, digits: number): string {
  return value === null ? '?' : formatNumber(value, digits);
}

function scoreLines({ scores }: TraceReport): string {
  return scores.map(({ id, layers }) => `  scores ${id}, of ${formatCount(layers.length)} layers\n`).join('');
}

function findingLines({ findings }: TraceReport): string {
  return findings
    .map(({ code, treatment, title, body, done }) => {
      const undo = treatment === 'corrected' ? ` (--as-is ${code} takes that back)` : '';
      return `  ${title}\n    ${body}\n    ${done}${undo}\n`;
    })
    .join('');
}
