/**
 * REAP's observations: https://github.com/CerebrasResearch/reap, src/reap/observer.py, `save_state`.
 *
 *     artifacts/{model}/{dataset}/{category}/observations_1024_cosine.pt   {layer: int → {"expert_frequency": [E], …}}
 *
 * The layers of the layer-wise observer (src/reap/layerwise_observer.py) are files of their own,
 * `block_003_metrics.pt`; they make up one trace.
 */
import { finding } from '../../core/trace/finding.ts';
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { damaged } from './damage.ts';
import { lookTorch, type SavedDict } from './looks/saved.ts';
import { frequencyOf, tellReapLayer } from './reap-layer.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

const SOURCE = 'https://github.com/CerebrasResearch/reap/blob/main/src/reap/observer.py';
const GIVES = 'Counts, tokens and saliencies by layer: REAP, EAN, sums of gate weights';

export const reap: TraceFormat = {
  id: 'reap',
  name: 'REAP observations',
  gives: GIVES,
  source: SOURCE,
  recognises: async (file) => (await layersOf(file)) !== null,
  read: withProgress(async ([file], sink, options) => tellLayers(await readLayers(file!), sink, options)),
};

export const reapLayers: TraceFormat = {
  id: 'reap-layers',
  name: 'REAP observations (layer by layer)',
  gives: GIVES,
  source: 'https://github.com/CerebrasResearch/reap/blob/main/src/reap/layerwise_observer.py',
  recognises: async (file) => (await layerOf(file)) !== null,
  areOneTrace: true,
  read: withProgress(readBlocks),
};

/** Scores with gate weights in them. */
const GATED_KEYS = ['reap', 'weighted_ean_sum', 'weighted_expert_frequency_sum'];

interface ObservedLayer {
  readonly layer: number;
  readonly state: SavedDict;
}

async function layersOf(file: TraceFile): Promise<ObservedLayer[] | null> {
  const object = (await lookTorch(file))?.object;
  if (!(object instanceof Map) || object.size === 0) return null;
  const layers = [...object].map(([layer, state]) =>
    isLayerId(layer) && state instanceof Map && frequencyOf(state) ? { layer, state } : null,
  );
  return layers.every((each) => each !== null) ? layers : null;
}

function isLayerId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 100_000;
}

async function readLayers(file: TraceFile): Promise<ObservedLayer[]> {
  const layers = await layersOf(file);
  if (layers === null) throw damaged(file, reap, 'a layer lacks its frequencies');
  return layers;
}

async function tellLayers(
  layers: readonly ObservedLayer[],
  sink: TraceSink,
  options: TraceReadOptions,
): Promise<void> {
  let sums = 0;
  for (const layer of layers) if (await tellReapLayer(sink, layer, options)) sums++;
  if (layers.some(({ state }) => GATED_KEYS.some((key) => state.has(key)))) {
    const what =
      'whether gates were made to sum to 1 before they weighted its scores: REAP does since March 2026';
    const instead = 'Scores are shown as they are; compare them with those of the same version alone.';
    sink.find(finding('not-in-format', { what, instead }));
  }
  if (sums === 0) return;
  const treatment = options.corrects('sums-of-frequencies') ? 'corrected' : 'ignored';
  sink.find(finding('sums-of-frequencies', { layers: sums }, treatment));
}

async function layerOf(file: TraceFile): Promise<SavedDict | null> {
  const object = (await lookTorch(file))?.object;
  return object instanceof Map && frequencyOf(object) ? object : null;
}

async function readBlocks(
  files: readonly TraceFile[],
  sink: TraceSink,
  options: TraceReadOptions,
): Promise<void> {
  const layers: ObservedLayer[] = [];
  for (const file of files) {
    const state = await layerOf(file);
    if (state === null) throw damaged(file, reapLayers, 'it lacks its frequencies');
    const [, id] = /block_(\d{1,5})_metrics/.exec(file.name) ?? [];
    // a file under another name does not say which layer it is of
    layers.push({ layer: id === undefined ? layers.length : Number(id), state });
    if (id === undefined) {
      sink.find(
        finding('not-in-format', {
          what: 'which layer this is: only its name, block_000_metrics.pt, tells',
          instead: 'Files are taken for layers in their order.',
        }),
      );
    }
  }
  await tellLayers(layers, sink, options);
}
