/**
 * Files of GPT-OSS expert fingerprinting (AmanPriyanshu/GPT-OSS-MoE-ExpertFingerprinting, data/<set>/<topic>/*.json):
 *
 *     {"sample_count": 2, "num_think_tokens": 244.0, "num_answer_tokens": 78.5,
 *      "think_expert_analytics": {"layer_0": {"31": {"prob_density": 0.15, "count_frequency": 0.42}, …}, …},
 *      "answer_expert_analytics": …}
 *
 * Frequencies are means over samples of how often a token chose an expert, so that counts are worked out from them:
 * with samples of different lengths they are those of a sample of mean length. Experts never chosen are left out.
 */
import { finding } from '../../core/trace/finding.ts';
import { MAX_LAYER_ID, MAX_TRACE_EXPERTS } from '../../core/trace/collecting/trace-limits.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { lookJsonStart, readJson } from './looks/json.ts';
import { progressOver } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

const NAME = 'GPT-OSS fingerprints';

/** Parts of an answer, which are classes here: the key of each and that of its mean number of tokens. */
const parts = [
  { name: 'think', analytics: 'think_expert_analytics', tokens: 'num_think_tokens' },
  { name: 'answer', analytics: 'answer_expert_analytics', tokens: 'num_answer_tokens' },
] as const;

export const gptOssFingerprint: TraceFormat = {
  id: 'gpt-oss-fingerprint',
  name: NAME,
  gives: 'Counts worked out from frequencies, of thinking and answering; mean probabilities',
  source: 'https://github.com/AmanPriyanshu/GPT-OSS-MoE-ExpertFingerprinting',
  async recognises(file) {
    const keys = (await lookJsonStart(file))?.keys;
    return keys !== undefined && parts.some(({ analytics }) => keys.has(analytics));
  },
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) {
      const value = await readJson(file, { format: NAME, ...options });
      if (!isJsonObject(value)) throw damaged(file, gptOssFingerprint, 'it is no object');
      tellFingerprint(value, { file, sink });
      countBytes(file.size);
    }
  },
};

interface Frequencies {
  readonly layer: number;
  /** [E]: times that a token chose it, on average. */
  readonly counts: readonly number[];
  readonly probabilities: readonly number[];
}

interface Target {
  readonly file: TraceFile;
  readonly sink: TraceSink;
}

function tellFingerprint(fingerprint: JsonObject, { file, sink }: Target): void {
  const samples = positive(fingerprint.sample_count) ?? 1;
  const [topic, set] = file.path.split('/').slice(0, -1).reverse();
  sink.describe({
    classes: parts.map(({ name }) => name),
    ...(topic !== undefined && set !== undefined && { dataset: `${set}, ${topic}` }),
  });
  const told = parts.map(({ name, analytics, tokens: tokensKey }, label) => {
    const layers = fingerprint[analytics];
    const tokens = Math.round(samples * (positive(fingerprint[tokensKey]) ?? 0));
    if (!isJsonObject(layers) || tokens === 0) return false;
    for (const [key, layer] of Object.entries(layers)) {
      const frequencies = frequenciesOf(key, layer);
      if (frequencies === null) {
        throw damaged(file, gptOssFingerprint, `“${key.slice(0, 50)}” is no layer of experts`);
      }
      tellLayer(frequencies, { sink, tokens, label, name });
    }
    return true;
  });
  if (!told.includes(true)) throw damaged(file, gptOssFingerprint, 'it has no tokens');
  sink.find(
    finding('not-in-format', {
      what: 'how often each expert was chosen',
      instead: 'Counts are worked out from frequencies, which are means over samples.',
    }),
  );
}

function tellLayer(
  { layer, counts, probabilities }: Frequencies,
  { sink, tokens, label, name }: { sink: TraceSink; tokens: number; label: number; name: string },
): void {
  const rounded = counts.map((frequency) => Math.round(frequency * tokens));
  sink.counts({ layer, counts: rounded, tokens, label });
  sink.scores({ table: `prob_density, ${name}`, layer, values: probabilities });
}

function frequenciesOf(key: string, experts: unknown): Frequencies | null {
  const [, layer] = /^layer_(\d{1,5})$/.exec(key) ?? [];
  if (layer === undefined || Number(layer) > MAX_LAYER_ID || !isJsonObject(experts)) return null;
  const counts: number[] = [];
  const probabilities: number[] = [];
  for (const [id, measures] of Object.entries(experts)) {
    const expert = /^\d{1,5}$/.test(id) ? Number(id) : NaN;
    if (!(expert < MAX_TRACE_EXPERTS) || !isJsonObject(measures)) return null;
    while (counts.length <= expert) {
      counts.push(0);
      probabilities.push(0);
    }
    counts[expert] = positive(measures.count_frequency) ?? 0;
    probabilities[expert] = positive(measures.prob_density) ?? 0;
  }
  return { layer: Number(layer), counts, probabilities };
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value < Infinity ? value : null;
}
