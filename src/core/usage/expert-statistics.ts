/**
 * Every number of an expert that a trace may tell: what the layers × experts matrix is coloured by and what weights are
 * held against. A producer's own scores are among them.
 */
import { sum } from '../routing/matrix.ts';
import { strongestDomain } from '../routing/statistics/specialisation.ts';
import type { LayerReading, ScoreTable, TraceReading } from '../trace/reading.ts';

export interface ExpertStatistic {
  /** As links carry it: never changed. Of scores `score-` and the id of their table. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'fraction' | 'count' | 'number';
  readonly formula: string;
  readonly explanation: string;
  /** [E] of a layer; null where the trace does not tell it. */
  readonly of: (layer: LayerReading) => Float64Array | null;
}

function divided(values: Float64Array | null, by: Float64Array | number): Float64Array | null {
  if (values === null) return null;
  return values.map((value, i) => value / (typeof by === 'number' ? by : by[i]!));
}

const known: readonly ExpertStatistic[] = [
  {
    id: 'share',
    name: 'Share of choices',
    kind: 'fraction',
    formula: 'qᵢ = nᵢ ⁄ Σn',
    explanation: 'The part of all choices of the layer that fell on the expert; 1 ⁄ E is even.',
    of: ({ counts }) => divided(counts.choices, sum(counts.choices)),
  },
  {
    id: 'choices',
    name: 'Choices',
    kind: 'count',
    formula: 'nᵢ',
    explanation: 'How often the expert was chosen, as counted in the trace.',
    of: ({ counts }) => counts.choices,
  },
  {
    id: 'lift',
    name: 'Load against even',
    kind: 'number',
    formula: 'nᵢ E ⁄ Σn',
    explanation: 'How many times an even share the expert gets: 1 is even, and layers of any size compare.',
    of: ({ counts, experts }) => divided(counts.choices, sum(counts.choices) / experts),
  },
  {
    id: 'first-choices',
    name: 'Share of first choices',
    kind: 'fraction',
    formula: 'first choices of i ⁄ tokens',
    explanation: 'How often the expert had the largest weight of a token’s experts.',
    of: ({ counts, hasFirstChoices }) =>
      hasFirstChoices ? divided(counts.firstChoices, sum(counts.firstChoices)) : null,
  },
  {
    id: 'weight',
    name: 'Mean weight when chosen',
    kind: 'number',
    formula: 'Σ gᵢ(x) ⁄ nᵢ over tokens x that chose i',
    explanation:
      'What the expert’s output is multiplied by on average where it is chosen: often chosen as the last of k is not the same as often chosen first. Of traces of logits it is the probability among all experts, unless they say that the softmax is over the chosen.',
    of: ({ weightSums, counts }) => divided(weightSums, counts.choices),
  },
  {
    id: 'importance',
    name: 'Importance',
    kind: 'fraction',
    formula: 'mean over x of pᵢ(x)',
    explanation: 'The mean probability that the gate gives the expert, chosen or not.',
    of: ({ gates }) => divided(gates?.importance ?? null, gates === null ? 1 : sum(gates.importance)),
  },
  {
    id: 'strongest-class',
    name: 'Strongest class',
    kind: 'fraction',
    formula: 'max over classes D of N(i, D) ⁄ N(D)',
    explanation:
      'The largest share of a class’s tokens that choose the expert: k ⁄ E where classes make no difference and loads are even.',
    of: ({ classes }) => (classes === null ? null : strongestDomain(classes)),
  },
  {
    id: 'vocabulary',
    name: 'Vocabulary specialisation',
    kind: 'fraction',
    formula: 'mean over token ids whose favourite is i of max share',
    explanation:
      'How exclusively the ids that go to this expert most go to it. Rare ids find a favourite by chance: the card on vocabulary has the baseline.',
    of: ({ vocabulary }) => vocabulary?.byExpert ?? null,
  },
];

/** Those that at least one layer of the trace tells, the producer's scores last. */
export function expertStatistics({ layers, scores }: Pick<TraceReading, 'layers' | 'scores'>) {
  return [
    ...known.filter(({ of }) => layers.some((layer) => of(layer)?.some((value) => !Number.isNaN(value)))),
    ...scores.map(scoreStatistic),
  ];
}

function scoreStatistic({ id, layers, values }: ScoreTable): ExpertStatistic {
  return {
    id: `score-${id}`,
    name: id,
    kind: 'number',
    formula: id,
    explanation:
      'A number of each expert in the producer’s own words and units; the trace does not say more.',
    of: ({ layer }) => {
      const row = layers.indexOf(layer);
      return row < 0 ? null : values.values.subarray(row * values.columns, (row + 1) * values.columns);
    },
  };
}

export interface StatisticTable {
  /** Ids of layers that rows are about. */
  readonly layers: readonly number[];
  readonly experts: number;
  /** Row by row, [L, E]; NaN where a layer has no such expert or the trace does not tell. */
  readonly values: Float64Array;
}

/** A statistic of all layers of a trace; layers that only have scores come too. */
export function statisticTable(
  reading: Pick<TraceReading, 'layers' | 'scores'>,
  statistic: ExpertStatistic,
): StatisticTable {
  const scored = reading.scores.find(({ id }) => statistic.id === `score-${id}`);
  if (scored !== undefined) {
    return {
      layers: Array.from(scored.layers),
      experts: scored.values.columns,
      values: scored.values.values,
    };
  }
  const experts = reading.layers.reduce((most, layer) => Math.max(most, layer.experts), 0);
  const values = new Float64Array(reading.layers.length * experts).fill(NaN);
  reading.layers.forEach((layer, row) => {
    const numbers = statistic.of(layer);
    if (numbers !== null) values.set(numbers.subarray(0, experts), row * experts);
  });
  return { layers: reading.layers.map(({ layer }) => layer), experts, values };
}
