/** Several traces of one model beside each other: each as a domain of its own, or two as two times of the same tokens. */
import { rowOf } from '../routing/matrix.ts';
import { emptyClassCounts, type ClassCounts } from '../routing/statistics/class-counts.ts';
import type { TraceReading } from '../trace/reading.ts';

/** A trace under the name that a person gave it. */
export interface NamedReading {
  readonly name: string;
  readonly reading: TraceReading;
}

/**
 * Choices of a layer by trace, as if each were a class: OLMoE's domain specialisation. Null where fewer than two traces have
 * the layer with as many experts. Without a number of tokens, choices over k stand for it: k of any of the traces, for all
 * of them, so that what is compared is of one unit.
 */
export function tracesAsClasses(
  readings: readonly NamedReading[],
  { layer, experts }: { readonly layer: number; readonly experts: number },
): { readonly counts: ClassCounts; readonly names: readonly string[] } | null {
  const alike = readings.flatMap(({ name, reading }) => {
    const found = reading.layers.find((one) => one.layer === layer && one.experts === experts);
    return found === undefined ? [] : [{ name, found }];
  });
  if (alike.length < 2) return null;
  const areTokensKnown = alike.every(({ found }) => found.tokens !== null);
  const topK = alike.map(({ found }) => found.topK).find((k) => k !== null) ?? 1;
  const counts = emptyClassCounts(experts, alike.length);
  alike.forEach(({ found }, label) => {
    const { choices } = found.counts;
    for (let expert = 0; expert < experts; expert++) rowOf(counts.choices, expert)[label] = choices[expert]!;
    counts.tokens[label] = areTokensKnown ? found.tokens! : choices.reduce((a, b) => a + b, 0) / topK;
  });
  return { counts, names: alike.map(({ name }) => name) };
}
