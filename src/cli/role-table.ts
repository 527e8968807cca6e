/** Tensors of one role in one line each. */
import { formatCount, formatNumber, formatParameters, formatPercent } from '../core/quantity.ts';
import type { Role } from '../core/structure.ts';
import type { TensorReport } from './tensor-reports.ts';
import { textTable } from './text-table.ts';

const titles: Readonly<Record<Role, string>> = {
  expert: 'experts',
  'shared-expert': 'shared experts',
  router: 'routers',
  other: 'other matrices',
  vector: 'vectors',
  companion: 'not read',
  code: 'not read',
  optimizer: 'not read',
  alias: 'not read',
  undrawn: 'not read',
};

interface Sums {
  tensors: number;
  elements: number;
  /** Of those that were read. */
  read: number;
  zeros: number;
  nonFinite: number;
  l1: number;
  maxAbs: number;
}

const head = ['', 'tensors', 'elements', 'zero', 'not finite', 'mean |w|', 'largest |w|'];

export function roleTable(tensors: Iterable<TensorReport>): string {
  const byTitle = new Map(Object.values(titles).map((title) => [title, noSums()]));
  for (const tensor of tensors) add(byTitle.get(titles[tensor.role])!, tensor);
  const rows = [...byTitle].filter(([, { tensors }]) => tensors > 0);
  return textTable([head, ...rows.map(([title, sums]) => rowOf(title, sums))], { firstColumn: 'words' });
}

function noSums(): Sums {
  return { tensors: 0, elements: 0, read: 0, zeros: 0, nonFinite: 0, l1: 0, maxAbs: 0 };
}

function add(sums: Sums, tensor: TensorReport): void {
  sums.tensors++;
  sums.elements += tensor.parameters;
  if (tensor.zeros === null) return;
  sums.read += tensor.parameters;
  sums.zeros += tensor.zeros;
  sums.nonFinite += tensor.nonFinite;
  sums.l1 += tensor.l1 ?? Infinity;
  sums.maxAbs = Math.max(sums.maxAbs, tensor.maxAbs);
}

function rowOf(title: string, { tensors, elements, read, zeros, nonFinite, l1, maxAbs }: Sums): string[] {
  const counts = [title, formatCount(tensors), formatParameters(elements)];
  const finite = read - nonFinite;
  if (finite <= 0) return counts;
  return [
    ...counts,
    formatPercent(zeros / finite),
    formatCount(nonFinite),
    formatNumber(l1 / finite),
    formatNumber(maxAbs),
  ];
}
