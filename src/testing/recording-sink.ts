/** A sink that writes down what it is told, in plain numbers, for tests of importers. */
import type { Finding } from '../core/trace/finding.ts';
import type { SimilarityTable } from '../core/trace/reading.ts';
import type {
  CountedChoices,
  GateRows,
  InputEnergies,
  ScoreRow,
  TraceFacts,
  TraceSink,
} from '../core/trace/trace-sink.ts';

export interface RecordedChoice {
  readonly layer: number;
  readonly document: number;
  readonly step: number | null;
  readonly experts: readonly number[];
  readonly weights: readonly number[] | null;
  readonly tokenId: number | null;
  readonly label: number | null;
}

export interface Recording {
  facts: Partial<TraceFacts>;
  /** One for each token and layer, in the order told. */
  readonly choices: RecordedChoice[];
  /** Layers of each batch of tokens. */
  readonly batches: (readonly number[])[];
  readonly counts: CountedChoices[];
  readonly gates: GateRows[];
  readonly scores: ScoreRow[];
  readonly similarities: SimilarityTable[];
  readonly inputEnergies: InputEnergies[];
  readonly findings: Finding[];
}

export function recordingSink(): { readonly sink: TraceSink; readonly recording: Recording } {
  const recording: Recording = {
    facts: {},
    choices: [],
    batches: [],
    counts: [],
    gates: [],
    scores: [],
    similarities: [],
    inputEnergies: [],
    findings: [],
  };
  const sink: TraceSink = {
    describe(facts) {
      recording.facts = { ...recording.facts, ...facts };
    },
    tokens({ layers, tokens, slots, ids, strides, ...batch }) {
      recording.batches.push([...layers]);
      for (let token = 0; token < tokens; token++) {
        layers.forEach((layer, l) => {
          const places = Array.from(
            { length: slots },
            (_, slot) => l * strides.layer + token * strides.token + slot * strides.slot,
          );
          recording.choices.push({
            layer,
            document: batch.document,
            step: batch.step ?? null,
            experts: places.map((place) => ids[place]!),
            weights: batch.weights ? places.map((place) => batch.weights![place]!) : null,
            tokenId: batch.tokenIds?.[token] ?? null,
            label: typeof batch.labels === 'number' ? batch.labels : (batch.labels?.[token] ?? null),
          });
        });
      }
    },
    counts: (counted) => recording.counts.push({ ...counted, counts: Array.from(counted.counts) }),
    gates: (rows) => recording.gates.push({ ...rows, values: rows.values.slice() }),
    scores: (row) => recording.scores.push({ ...row, values: Array.from(row.values) }),
    inputs: (energies) => recording.inputEnergies.push(energies),
    similarity: (layer, id, values) => recording.similarities.push({ layer, id, values }),
    pairs: () => undefined,
    flow: () => undefined,
    vocabulary: () => undefined,
    find: (found) => recording.findings.push(found),
  };
  return { sink, recording };
}
