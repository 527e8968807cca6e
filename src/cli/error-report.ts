/** How far what a plan stores lies from the weights, as `plan` tells it. */
import { decibelsOf } from '../core/pruning/approximation/error-costs.ts';
import type { PlanBasis } from '../core/pruning/plan-basis.ts';
import type { ErrorCosts, ErrorShare } from '../core/pruning/plan-costs.ts';
import { formatNumber } from '../core/quantity.ts';
import { textTable } from './text-table.ts';

/** With the ratio of signal to error in dB: null where nothing is lost. */
type ShareReport = ErrorShare & { readonly decibels: number | null };

export type ErrorReport = ShareReport & {
  readonly roles: readonly (ShareReport & Pick<ErrorCosts['roles'][number], 'role'>)[];
  readonly layers: readonly (ShareReport & {
    readonly layer: number;
    /** Share that is lost of each expert; null where nothing is changed or known. */
    readonly cells: readonly (number | null)[];
  })[];
};

export function errorReport({ grid }: PlanBasis, { roles, layers, cells, ...all }: ErrorCosts): ErrorReport {
  const width = grid.columns.length;
  return {
    ...shareReport(all),
    roles: roles.map((own) => ({ role: own.role, ...shareReport(own) })),
    layers: layers.map((own) => {
      const first = grid.layers.indexOf(own.layer) * width;
      const lost = Array.from(cells.subarray(first, first + width), (value) =>
        Number.isNaN(value) ? null : value,
      );
      return { layer: own.layer, ...shareReport(own), cells: lost };
    }),
  };
}

function shareReport({ lost, matrices, unknown }: ErrorShare): ShareReport {
  const decibels = decibelsOf(lost.value);
  return { lost, decibels: Number.isFinite(decibels) ? decibels : null, matrices, unknown };
}

export function errorWords(error: ErrorReport | null): string {
  if (error === null) return '';
  const row = (name: string, { lost, decibels, matrices, unknown }: ShareReport) => [
    name,
    matrices === 0 ? 'not known' : decibels === null ? 'none' : `${formatNumber(decibels)} dB`,
    lost.certainty === 'bounded'
      ? `${formatNumber(decibelsOf(lost.high))} … ${formatNumber(decibelsOf(lost.low))} dB`
      : lost.certainty,
    String(matrices + unknown),
  ];
  const rows = [
    ...error.roles.map((own) => row(own.role, own)),
    ...error.layers.map((own) => row(String(own.layer), own)),
  ];
  return `\n${textTable([['error of', 'below the weights', '', 'matrices'], ...rows], { firstColumn: 'words' })}`;
}
