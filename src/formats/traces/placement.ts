/** Files that say where experts are placed and nothing of how often they were chosen: replicas are all there is to show. */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';

/** `rows`: places of each expert by layer. `layers`: their ids, 0, 1, 2, … by default. */
export function tellPlacement(
  sink: TraceSink,
  rows: readonly ArrayLike<number>[],
  layers: readonly number[] = rows.map((_, i) => i),
): void {
  rows.forEach((values, i) => sink.scores({ table: 'replicas', layer: layers[i]!, values }));
  sink.find(
    finding('not-in-format', {
      what: 'how often experts were chosen: this is where they are placed',
      instead: 'How many places each has is shown instead.',
    }),
  );
}
