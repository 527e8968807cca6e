/** A plan's costs as people read them in a terminal. */
import type { Change, Figure, KeptShares, WeightCut } from '../core/pruning/plan-costs.ts';
import { formatBytes, formatCount, formatNumber, formatParameters, formatPercent } from '../core/quantity.ts';
import { errorWords } from './error-report.ts';
import { shareLeft, type PlanReport } from './plan-report.ts';
import { textTable } from './text-table.ts';

export function planWords(report: PlanReport): string {
  return [
    heading(report),
    sizeTable(report),
    keptTable(report),
    errorWords(report.error),
    routingWords(report),
  ].join('');
}

function heading({ name, plan, keepLists, merged, novices, topK, cuts, estimate }: PlanReport): string {
  const removed = keepLists.length;
  const lines = [
    `${name}${plan.name === '' ? '' : `: ${plan.name}`}${estimate ? ' (estimated from a sample of its blocks)' : ''}`,
    `  ${formatCount(plan.actions.length)} ${plan.actions.length === 1 ? 'action' : 'actions'}, ${
      removed === 0 ? 'no layer loses experts' : `${formatCount(removed)} layers lose experts`
    }`,
    ...(merged.length === 0 ? [] : [`  experts are merged in ${formatCount(merged.length)} layers`]),
    ...(novices.length === 0
      ? []
      : [`  mean outputs stay for experts of ${formatCount(novices.length)} layers`]),
    ...(topK === null ? [] : [`  tokens choose ${formatCount(topK)}`]),
    ...cuts.map(({ action, kept, ...cut }) => `  action ${action} ${cutWords(cut)} and keeps ${share(kept)}`),
  ];
  return `${lines.join('\n')}\n\n`;
}

function cutWords({ lowest, highest }: Omit<WeightCut, 'action' | 'kept'>): string {
  if (lowest === null || highest === null) return 'cuts weights within rows';
  const to = lowest === highest ? '' : ` … ${formatNumber(highest)}`;
  return `cuts |w| below ${formatNumber(lowest)}${to}`;
}

function sizeTable({ size }: PlanReport): string {
  const row = (name: string, change: Change, format: (value: number) => string) => [
    name,
    format(change.before),
    format(change.after.value),
    formatPercent(shareLeft(change), 2),
    change.after.certainty,
  ];
  const rows = [
    row('parameters', size.parameters, formatParameters),
    row('not zero', size.nonZero, formatParameters),
    row('on disk', size.diskBytes, formatBytes),
    row('in memory', size.memoryBytes, formatBytes),
    ...(size.activeParameters === null
      ? []
      : [row('active parameters', size.activeParameters, formatParameters)]),
    ...(size.flopsPerToken === null ? [] : [row('FLOPs a token', size.flopsPerToken, formatParameters)]),
  ];
  const head = ['', 'before', 'after', 'left', ''];
  return `${textTable([head, ...rows], { firstColumn: 'words' })}\n`;
}

function keptTable({ kept }: PlanReport): string {
  const row = (name: string, { weights, mass, energy }: KeptShares) => [
    name,
    ...[weights, mass, energy].map(share),
  ];
  const rows = [row('all', kept), ...kept.layers.map((layer) => row(String(layer.layer), layer))];
  return textTable([['layer', 'weights kept', 'of the mass', 'of the energy'], ...rows], {
    firstColumn: 'words',
  });
}

/** "75.01 %", and between what limits it is where that is all that is known. */
function share({ value, low, high, certainty }: Figure): string {
  const limits = certainty === 'bounded' ? ` (${formatPercent(low, 1)} … ${formatPercent(high, 1)})` : '';
  return `${formatPercent(value, 2)}${limits}`;
}

function routingWords({ routing }: PlanReport): string {
  if (routing === null) return '';
  const { routed, reap } = routing;
  const lines = [
    { what: 'of the choices', ...routed },
    ...(reap === null ? [] : [{ what: 'of the saliency (REAP)', ...reap }]),
  ].map(
    ({ what, kept, byChance, deviation }) =>
      `  ${formatPercent(kept, 2)} ${what} stay; by lot ${formatPercent(byChance, 2)} ± ${formatPercent(deviation, 2)}`,
  );
  return `\n${lines.join('\n')}\n`;
}
