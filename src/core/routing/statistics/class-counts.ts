/**
 * Choices of experts by class of the token: its label, predicted label, domain, file or anything else that has few values.
 * Counts of parts add up.
 */
import { checkSameShape, rowOf, zeroMatrix, type Matrix } from '../matrix.ts';
import { chosenBy, type Selection } from '../selection.ts';
import { added } from './routing-counts.ts';

export interface ClassCounts {
  /** [E, C]: how many tokens of a class chose an expert. */
  readonly choices: Matrix;
  /** [C]: tokens of a class. */
  readonly tokens: Float64Array;
}

export function emptyClassCounts(experts: number, classes: number): ClassCounts {
  return { choices: zeroMatrix(experts, classes), tokens: new Float64Array(classes) };
}

/** Adds tokens with their classes, [T], to `counts`; a negative class is none. Top-1 counts: `firstChoices(selection)`. */
export function countClasses(counts: ClassCounts, selection: Selection, classes: ArrayLike<number>): void {
  for (let token = 0; token < selection.tokens; token++) {
    const label = classes[token]!;
    if (label < 0) continue;
    counts.tokens[label]!++;
    for (const expert of chosenBy(selection, token)) rowOf(counts.choices, expert)[label]!++;
  }
}

/** Neither is changed. */
export function mergeClassCounts(a: ClassCounts, b: ClassCounts): ClassCounts {
  checkSameShape(a.choices, b.choices);
  return {
    choices: { ...a.choices, values: added(a.choices.values, b.choices.values) },
    tokens: added(a.tokens, b.tokens),
  };
}

/**
 * Classes made of groups of tokens (documents, batches) of which each belongs to one class: group choices [G, E], group
 * tokens [G], group classes [G].
 */
export function classesOfGroups(
  { choices, tokens }: { readonly choices: Matrix; readonly tokens: Float64Array },
  { classes, labels }: { readonly classes: number; readonly labels: ArrayLike<number> },
): ClassCounts {
  const counts = emptyClassCounts(choices.columns, classes);
  for (let group = 0; group < choices.rows; group++) {
    const label = labels[group]!;
    counts.tokens[label]! += tokens[group]!;
    rowOf(choices, group).forEach((count, expert) => {
      rowOf(counts.choices, expert)[label]! += count;
    });
  }
  return counts;
}
