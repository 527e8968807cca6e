/**
 * Our own form as JSON Lines (docs/traces.md): a header, and then lines of choices or of counts,
 *
 *     {"format": "moe-scope-trace", "version": 1, "experts": 64, "order": "weight"}
 *     {"layer": 3, "token": 17, "experts": [5, 12], "weights": [0.7, 0.3]}
 *     {"layers": [0, 1], "experts": [[[5, 12], [0, 3]], …], "document": 2}
 *     {"layers": [0, 1], "counts": [[10, 20, …], [11, 19, …]], "tokens": 15}
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject } from '../json.ts';
import { MAX_SLOTS } from '../../core/trace/collecting/trace-limits.ts';
import { ChoiceRows } from './choice-rows.ts';
import { readJsonLines } from './json-lines.ts';
import { lookJsonStart } from './looks/json.ts';
import { checkVersion, factsOf, TRACE_FORM, TRACE_FORM_SOURCE } from './moe-scope-form.ts';
import { isIndex, isLayer, LineMembers } from './moe-scope-line.ts';
import { progressOver } from './progress.ts';
import type { TraceFormat } from './trace-format.ts';

const NAME = 'MoE Scope lines';

export const moeScopeLines: TraceFormat = {
  id: 'moe-scope-lines',
  name: NAME,
  gives: 'Experts and weights by token, or counts; documents, steps, classes, vocabulary ids (JSON Lines)',
  source: TRACE_FORM_SOURCE,
  async recognises(file) {
    const start = await lookJsonStart(file);
    if (start === null) return false;
    const { keys, value } = start;
    if (isJsonObject(value) && value.format === TRACE_FORM) return !keys.has('chosen');
    return ['layer', 'token', 'experts'].every((key) => keys.has(key));
  },
  async read(files, sink, options) {
    const countBytes = progressOver(files, options);
    for (const file of files) {
      const reading = new LinesReading(sink, file.name);
      const onLine = (line: Uint8Array) => reading.read(line);
      await readJsonLines(file, { ...options, sink, countBytes, format: NAME, onLine });
      reading.end();
    }
  },
};

/** What all choices and counts of a line share. */
interface Place {
  readonly document: number;
  readonly step: number | null;
  /** −1 for none. */
  readonly label: number;
}

class LinesReading {
  readonly #sink: TraceSink;
  readonly #file: string;
  readonly #rows: ChoiceRows;
  readonly #line = new LineMembers();

  constructor(sink: TraceSink, file: string) {
    this.#sink = sink;
    this.#file = file;
    this.#rows = new ChoiceRows(sink);
  }

  end(): void {
    this.#rows.flush();
  }

  read(bytes: Uint8Array): string | null {
    const line = this.#line;
    if (!line.read(bytes)) return 'is no JSON object with lists of numbers';
    if (line.one('format') === TRACE_FORM) {
      checkVersion(line.one('version'), this.#file);
      this.#sink.describe(factsOf(line.others()));
    }
    const document = line.one('document') ?? 0;
    const step = line.one('step') ?? null;
    const label = line.one('label') ?? -1;
    if (!isIndex(document) || (step !== null && !isIndex(step)) || !Number.isSafeInteger(label)) {
      return 'has a document, step or label that is no whole number';
    }
    return this.#tell({ document, step, label: Number(label) });
  }

  #tell(place: Place): string | null {
    const { counts, experts } = this.#line;
    if (counts.shape.length > 0) return this.#tellCounts(place);
    if (experts.shape.length === 1) return this.#addRow(place);
    if (experts.shape.length > 1) return this.#tellBlock(place);
    return this.#line.one('format') === TRACE_FORM ? null : 'has neither experts nor counts';
  }

  /** One token in one layer. */
  #addRow(place: Place): string | null {
    const { experts, weights } = this.#line;
    const [layer, token, tokenId = null] = ['layer', 'token', 'tokenId'].map((key) => this.#line.one(key));
    if (!isLayer(layer)) return 'has no layer';
    if (!isIndex(token)) return 'has no token';
    if (tokenId !== null && !isIndex(tokenId)) return 'has a tokenId that is no whole number';
    if (experts.length > MAX_SLOTS) return 'has more experts than can be chosen';
    if (weights.shape.length > 0 && weights.length !== experts.length) return 'has not one weight an expert';
    if (experts.length === 0) return null;
    this.#rows.add({
      ...place,
      layer,
      token,
      tokenId,
      experts: experts.values.subarray(0, experts.length),
      weights: weights.length > 0 ? weights.values.subarray(0, weights.length) : null,
    });
    return null;
  }

  /** Many tokens in one layer or several: [tokens, slots] or [tokens, layers, slots]. */
  #tellBlock({ document, step, label }: Place): string | null {
    const { experts, weights, tokenIds, labels } = this.#line;
    const layers = this.#line.layers();
    if (layers === null) return 'has no layers';
    const { shape } = experts;
    const [tokens = 0, slots = 0] = [shape[0], shape.at(-1)];
    const inside = shape.length === 3 ? shape[1] : 1;
    if (shape.length > 3 || inside !== layers.length) return 'has not one list of experts a token and layer';
    if (slots > MAX_SLOTS) return 'has more experts than can be chosen';
    if (weights.shape.length > 0 && weights.shape.join() !== shape.join())
      return 'has not one weight an expert';
    if ([tokenIds, labels].some((list) => list.shape.length > 0 && list.shape.join() !== String(tokens))) {
      return 'has not one tokenId or label a token';
    }
    this.#rows.flush();
    if (experts.length === 0) return null;
    this.#sink.tokens({
      layers,
      tokens,
      slots,
      ids: experts.values.subarray(0, experts.length),
      weights: weights.length > 0 ? weights.values.subarray(0, weights.length) : null,
      strides: { layer: slots, token: layers.length * slots, slot: 1 },
      tokenIds: tokenIds.length > 0 ? tokenIds.values.subarray(0, tokens) : null,
      labels: labels.length > 0 ? labels.values.subarray(0, tokens) : label < 0 ? null : label,
      document,
      step,
    });
    return null;
  }

  /** [experts] of one layer, or [layers, experts]. */
  #tellCounts({ step, label }: Place): string | null {
    const { counts } = this.#line;
    const layers = this.#line.layers();
    if (layers === null) return 'has no layers';
    const { shape, values } = counts;
    const experts = shape.at(-1) ?? 0;
    if (shape.length > 2 || (shape.length === 2 ? shape[0] : 1) !== layers.length) {
      return 'has not one list of counts a layer';
    }
    const tokens = this.#line.tokensOf(layers.length);
    if (tokens === null) return 'has tokens that are no number a layer';
    const document = this.#line.one('document');
    layers.forEach((layer, l) => {
      this.#sink.counts({
        layer,
        counts: values.slice(l * experts, (l + 1) * experts),
        tokens: tokens[l] ?? null,
        document: isIndex(document) ? document : null,
        step,
        label: label < 0 ? null : label,
      });
    });
    return null;
  }
}
