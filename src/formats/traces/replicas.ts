/** Whether several ranks recorded the same tokens: summing what they say would then multiply every count. */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import type { TraceArray } from './looks/trace-array.ts';
import type { TraceReadOptions } from './trace-format.ts';

/**
 * Of groups of arrays, a group for each step and an array for each rank. True if in every group all arrays hold the
 * same numbers, and not only zeros: tokens that differ never come to equal counts in every layer and step.
 */
async function areReplicas(
  groups: readonly (readonly TraceArray[])[],
  options: TraceReadOptions,
): Promise<boolean> {
  let isAnyCounted = false;
  for (const [first, ...others] of groups) {
    if (first === undefined || others.length === 0) return false;
    const values = await first.read(options);
    for (const other of others) {
      const same = await other.read(options);
      if (same.length !== values.length || !same.every((value, i) => value === values[i])) return false;
    }
    isAnyCounted ||= values.some((value) => value > 0);
  }
  return isAnyCounted;
}

/** Says so where ranks repeat each other. True if only the first rank is to be counted. */
export async function tellReplicas(
  sink: TraceSink,
  groups: readonly (readonly TraceArray[])[],
  options: TraceReadOptions,
): Promise<boolean> {
  if (!(await areReplicas(groups, options))) return false;
  const isCorrected = options.corrects('replicated-load');
  const facts = { replicas: groups[0]!.length };
  sink.find(finding('replicated-load', facts, isCorrected ? 'corrected' : 'ignored'));
  return isCorrected;
}
