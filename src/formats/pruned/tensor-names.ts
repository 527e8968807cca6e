/** What the names of a checkpoint's tensors say of experts, and the same names with another expert's number. */
import type { Checkpoint } from '../../core/checkpoint.ts';
import type { Match } from '../../core/families/layout.ts';
import { detectFamily } from '../../core/families/reading/detect.ts';
import { takeNumbers } from '../../core/families/reading/name.ts';
import { readNames, surveyModules } from '../../core/families/reading/names.ts';
import { readMeanings } from '../../core/families/reading/reading.ts';

export interface NameMeaning {
  readonly match: Match | null;
  /** What of its module the tensor is: `weight`, `bias`, `weight_scale`, …; empty if the name ends with the module. */
  readonly param: string;
  /** Which of the numbers in the name is a routed expert's; −1 if none. */
  readonly expertAt: number;
  /** That expert; null if none. */
  readonly expert: number | null;
}

const nothing: NameMeaning = { match: null, param: '', expertAt: -1, expert: null };

/** One a tensor. */
export function readTensorNames({ tensors, config }: Pick<Checkpoint, 'tensors' | 'config'>): NameMeaning[] {
  const names = readNames(tensors);
  const readings = readMeanings(names.shapes, detectFamily(surveyModules(names, tensors), config));
  return tensors.map((_, tensor) => {
    const reading = readings[names.shapeOf[tensor]!];
    if (reading === undefined) return nothing;
    const { match, param } = reading;
    const expertAt = match?.rule.role === 'expert' ? reading.expertAt : -1;
    return { match, param, expertAt, expert: names.numbers[tensor]![expertAt] ?? null };
  });
}

/** The name without its parameter, as settings of quantisation speak of it. */
export function moduleOf(name: string, { param }: Pick<NameMeaning, 'param'>): string {
  return param !== '' && name.endsWith(`.${param}`) ? name.slice(0, -param.length - 1) : name;
}

/** The name with its `at`-th number changed; null for one that can't be put together again, with zeros before a number. */
export function renumber(name: string, at: number, to: number): string | null {
  const numbers: number[] = [];
  const pieces = takeNumbers(name, numbers).split('#');
  if (pieces.length !== numbers.length + 1 || interleave(pieces, numbers) !== name) return null;
  return interleave(pieces, numbers.with(at, to));
}

function interleave(pieces: readonly string[], numbers: readonly number[]): string {
  return pieces.map((piece, i) => `${piece}${numbers[i] ?? ''}`).join('');
}
