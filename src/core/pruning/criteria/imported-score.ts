import type { Criterion } from '../criterion.ts';
import { scoresOfTrace } from './trace-scores.ts';

const PREFIX = 'score-';

/** Any number of each expert that the trace's producer wrote: `score-` and its name. Null for an id of another kind. */
export function importedScore(id: string): Criterion | null {
  if (!id.startsWith(PREFIX)) return null;
  const name = id.slice(PREFIX.length);
  return {
    id,
    name,
    formula: name,
    explanation: 'A number of each expert in its producer’s own words and units: the largest stay.',
    reference: { text: 'the open trace' },
    needs: 'trace',
    source: `A trace or a table of layers × experts with “${name}”.`,
    scores: (basis) => scoresOfTrace(basis, { what: `“${name}”`, find: (trace) => trace.table(name) }),
  };
}

export function importedScoreId(name: string): string {
  return PREFIX + name;
}
