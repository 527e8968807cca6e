/** What a person types into a number field, as a number or as the reason why it is none. */

export interface NumberBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly isInteger?: boolean | undefined;
}

export type NumberText =
  | { readonly kind: 'empty' }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'invalid'; readonly problem: string };

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Reads `12`, `-0.5`, `.5`, `1e-3`, `1 000`, `−3` (a typographic minus) and, given the unit, `80 %`. */
export function parseNumberText(text: string, bounds: NumberBounds, unit?: string): NumberText {
  let bare = text.trim();
  if (unit !== undefined && bare.endsWith(unit)) bare = bare.slice(0, -unit.length);
  bare = bare.replaceAll(/[\s_]/g, '').replaceAll('−', '-');
  if (bare === '') return { kind: 'empty' };
  // 1,5 is one and a half to some and a slip to others, 1,500 even more so: ask rather than guess.
  if (bare.includes(',')) return invalid('Write decimals with a point, and thousands without a comma.');
  if (!decimal.test(bare)) return invalid(`“${text.trim()}” is not a number.`);
  const value = Number(bare);
  const { min = -Infinity, max = Infinity, isInteger = false } = bounds;
  if (!Number.isFinite(value)) return invalid('That is more than a number can hold.');
  if (isInteger && !Number.isInteger(value)) return invalid('Enter a whole number.');
  if (value < min || value > max) return invalid(describeBounds({ min, max }, unit));
  return { kind: 'number', value };
}

function invalid(problem: string): NumberText {
  return { kind: 'invalid', problem };
}

function describeBounds({ min, max }: { min: number; max: number }, unit?: string): string {
  const suffix = unit === undefined ? '' : ` ${unit}`;
  if (min === -Infinity) return `Enter ${max}${suffix} or less.`;
  if (max === Infinity) return `Enter ${min}${suffix} or more.`;
  return `Enter a number from ${min} to ${max}${suffix}.`;
}

/** The next value `count` steps away, on the grid of steps and inside the bounds. An empty field starts at 0, or at the bound next to it. */
export function stepNumber(value: number | null, count: number, steps: NumberSteps): number {
  const { step, min = -Infinity, max = Infinity } = steps;
  const bound = (unbounded: number) => Math.min(Math.max(unbounded, min), max);
  const start = value ?? bound(0);
  const moved = bound((Math.round(start / step) + count) * step);
  // 3 * 0.1 is 0.30000000000000004; twelve digits are more than anyone types.
  return Number(moved.toPrecision(12));
}

export interface NumberSteps extends NumberBounds {
  readonly step: number;
}
