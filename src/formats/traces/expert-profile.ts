/**
 * What llama.cpp's expert-profile writes (https://github.com/ggml-org/llama.cpp/pull/20454, not merged; srossitto79's
 * branch, tools/expert-profile/expert-profile.cpp), by layer, of those layers that have experts:
 *
 *     {"1": {"total_tokens": 13745580, "activation_counts": [E], "activation_frequency": [E], "avg_gate_weight": [E],
 *            "ean_mean": [E], "reap": [E], "never_activated": 0}, "3": …}
 *
 * Older files have `importance_score` instead of `ean_mean` and `reap`. Means of experts that were never chosen are
 * written as 0, though there is nothing they could be the mean of.
 */
import { MAX_LAYER_ID } from '../../core/trace/collecting/trace-limits.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { lookJsonStart, readJson } from './looks/json.ts';
import { holdsText } from './looks/once.ts';
import { isIndex } from './moe-scope-line.ts';
import { progressOver } from './progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

const NAME = 'llama.cpp expert-profile';

/** Means over the tokens of an expert. Frequencies say what counts say already. */
const meanNames = ['avg_gate_weight', 'ean_mean', 'reap', 'importance_score'];

export const expertProfile: TraceFormat = {
  id: 'expert-profile',
  name: NAME,
  gives: 'Counts; mean gate weights, norms of outputs and REAP scores',
  source: 'https://github.com/ggml-org/llama.cpp/pull/20454',
  async recognises(file) {
    if (!holdsText(file.head, '"activation_counts"')) return false;
    const [first] = (await lookJsonStart(file))?.keys ?? [];
    return first !== undefined && layerOf(first) !== null;
  },
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) {
      tellProfile(await readJson(file, { format: NAME, ...options }), { file, sink });
      countBytes(file.size);
    }
  },
};

function layerOf(key: string): number | null {
  return /^\d{1,5}$/.test(key) && Number(key) <= MAX_LAYER_ID ? Number(key) : null;
}

function tellProfile(profile: unknown, { file, sink }: { file: TraceFile; sink: TraceSink }): void {
  if (!isJsonObject(profile)) throw damaged(file, expertProfile, 'it is no object of layers');
  for (const [key, stats] of Object.entries(profile)) {
    const layer = layerOf(key);
    if (layer === null) continue;
    if (!isJsonObject(stats)) throw damaged(file, expertProfile, `layer ${layer} is no object`);
    tellLayer(stats, { file, sink, layer });
  }
}

function tellLayer(
  stats: JsonObject,
  { file, sink, layer }: { file: TraceFile; sink: TraceSink; layer: number },
): void {
  const { activation_counts: counts, total_tokens: tokens } = stats;
  if (!isNumbers(counts) || counts.length === 0) {
    throw damaged(file, expertProfile, `activation_counts of layer ${layer} are no numbers`);
  }
  sink.describe({ experts: counts.length });
  sink.counts({ layer, counts, tokens: isIndex(tokens) ? tokens : null });
  for (const table of meanNames) {
    const means = stats[table];
    if (!isNumbers(means) || means.length !== counts.length) continue;
    sink.scores({ table, layer, values: means.map((mean, expert) => (counts[expert]! > 0 ? mean : NaN)) });
  }
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((number) => typeof number === 'number');
}
