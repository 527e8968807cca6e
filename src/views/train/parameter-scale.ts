/** How the slider of a declared number runs: over whole numbers, in even steps, or by ratios. */
import type { IntegerParameter, NumberParameter } from '../../core/parameters.ts';
import { linearScale, logScale, type SliderScale } from '../../ui/slider-scale.ts';

type Numeric = NumberParameter | IntegerParameter;

/** A slider with more positions than pixels can't be set: a seed is typed. */
const MOST_POSITIONS = 1100;
const LINEAR_STEPS = 200;

/** Null for a number that only a field can hold. */
export function parameterScale(parameter: Numeric): SliderScale | null {
  const { min, max, type, scale = 'linear' } = parameter;
  if (scale === 'logarithmic' && min > 0) {
    return type === 'integer' ? listScale(roundNumbers(min, max)) : logScale({ min, max });
  }
  if (type === 'number') return linearScale({ min, max, step: evenStep(max - min) });
  return max - min <= MOST_POSITIONS ? linearScale({ min, max, step: 1 }) : null;
}

/** For the arrow keys of the field beside it. */
export function fieldStep(parameter: Numeric, value: number): number {
  if (parameter.type === 'integer') return 1;
  if (parameter.scale !== 'logarithmic') return evenStep(parameter.max - parameter.min);
  // a tenth of the leading digit's unit: 0.003 moves by 0.0001
  return value > 0 ? Number((10 ** (Math.floor(Math.log10(value)) - 1)).toPrecision(1)) : parameter.min;
}

/** 1, 2 or 5 times a power of ten, so that there are about two hundred steps. */
function evenStep(span: number): number {
  const rough = span / LINEAR_STEPS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * unit >= rough * 0.999) ?? 10;
  return Number((factor * unit).toPrecision(1));
}

/** Every number up to 8, and from there each octave in two steps: widths and counts that people choose. */
function roundNumbers(min: number, max: number): readonly number[] {
  const candidates = [1, 2, 3, 4, 5, 6, 7];
  for (let octave = 8; octave < max; octave *= 2) candidates.push(octave, 1.5 * octave);
  return [min, ...candidates.filter((value) => value > min && value < max), max];
}

/** A position for each of some rising numbers. */
function listScale(values: readonly number[]): SliderScale {
  const last = values.length - 1;
  const distance = (value: number, position: number) => Math.abs(Math.log(value / values[position]!));
  return {
    positions: last,
    coarse: Math.max(1, Math.round(last / 5)),
    toValue: (position) => values[Math.min(last, Math.max(0, Math.round(position)))]!,
    toPosition: (value) =>
      values.reduce((best, _, at) => (distance(value, at) < distance(value, best) ? at : best), 0),
  };
}
