/** How the positions of a slider's thumb stand for values: position 0 to `positions`, each a fine step of the keyboard. */

export interface SliderScale {
  /** The last position; there is one more than this number. */
  readonly positions: number;
  /** Of a coarse step: Shift with an arrow, Page Up, Page Down. */
  readonly coarse: number;
  readonly toValue: (position: number) => number;
  /** The nearest position, also of a value that lies between two or outside. */
  readonly toPosition: (value: number) => number;
}

/** Ten fine steps make a coarse one, unless the whole scale is too short for that. */
function coarseOf(positions: number): number {
  return Math.max(1, Math.min(10, Math.round(positions / 5)));
}

/** Equal steps from `min` to `max`. */
export function linearScale({ min, max, step }: { min: number; max: number; step: number }): SliderScale {
  const positions = Math.round((max - min) / step);
  return {
    positions,
    coarse: coarseOf(positions),
    // 3 * 0.1 is 0.30000000000000004; twelve digits keep what a step can mean.
    toValue: (position) => Number(Math.min(max, min + position * step).toPrecision(12)),
    toPosition: (value) => clamp(Math.round((value - min) / step), positions),
  };
}

/**
 * Equal ratios from `min` > 0 to `max`. Values carry three significant digits, except for the ends, which are exact.
 */
export function logScale({ min, max, stepsPerDecade = 20 }: LogRange): SliderScale {
  const decades = Math.log10(max / min);
  const positions = Math.ceil(decades * stepsPerDecade);
  return {
    positions,
    coarse: coarseOf(positions),
    toValue: (position) => {
      if (position <= 0) return min;
      if (position >= positions) return max;
      return Number((min * 10 ** ((decades * position) / positions)).toPrecision(3));
    },
    toPosition: (value) => clamp(Math.round((Math.log10(value / min) / decades) * positions), positions),
  };
}

export interface LogRange {
  readonly min: number;
  readonly max: number;
  readonly stepsPerDecade?: number;
}

/** Also catches the minus infinity that the logarithm of zero is, and the NaN of a negative value. */
function clamp(position: number, positions: number): number {
  return Number.isNaN(position) ? 0 : Math.min(Math.max(position, 0), positions);
}
