/** Several traces of one model beside each other: each as a domain of its own, or two as two times of the same tokens. */
import { rowOf } from '../routing/matrix.ts';
import { emptyClassCounts, type ClassCounts } from '../routing/statistics/class-counts.ts';
import type { TraceReading } from '../trace/reading.ts';

/**
 * Choices of a layer by trace, as if each were a class: OLMoE's domain specialisation. Null where fewer than two traces have
 * the layer with as many experts. Without a number of tokens, choices over k stand for it.
 */
export function tracesAsClasses(
  readings: readonly TraceReading[],
  layer: number,
): { readonly counts: ClassCounts; readonly names: readonly string[] } | null {
  const own = readings.flatMap((reading) => {
    const found = reading.layers.find((one) => one.layer === layer);
    return found === undefined ? [] : [{ name: reading.name, found, topK: reading.facts.topK ?? 1 }];
  });
  const experts = own[0]?.found.experts ?? 0;
  const alike = own.filter(({ found }) => found.experts === experts);
  if (alike.length < 2) return null;
  const counts = emptyClassCounts(experts, alike.length);
  alike.forEach(({ found, topK }, label) => {
    const { choices } = found.counts;
    for (let expert = 0; expert < experts; expert++) rowOf(counts.choices, expert)[label] = choices[expert]!;
    counts.tokens[label] = found.tokens ?? choices.reduce((a, b) => a + b, 0) / topK;
  });
  return { counts, names: alike.map(({ name }) => name) };
}
