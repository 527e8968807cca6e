/** How lifts are written: as factors, from their logarithms. */
import { formatNumber } from '../../core/quantity.ts';

/** 1 → "2 ×", −∞ → "never". */
export function formatLogLift(log: number): string {
  if (log === -Infinity) return 'never';
  return Number.isNaN(log) ? '–' : `${formatNumber(2 ** log, 3)} ×`;
}

export function formatLift(lift: number): string {
  return Number.isNaN(lift) ? '–' : `${formatNumber(lift, 3)} ×`;
}

/** Beyond eight times or an eighth colours tell no more. */
export const MOST_LOG_LIFT = 3;
