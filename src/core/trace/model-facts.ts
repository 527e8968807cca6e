/** What a checkpoint says of its routing: it fills what a trace leaves open, and shows whether the two belong together. */
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

export interface ModelFacts {
  /** For words. */
  readonly name: string;
  /** Null where it is not known. */
  readonly experts: number | null;
  readonly topK: number | null;
  /** Layers with routed experts. */
  readonly layers: readonly number[] | null;
  /** False if it merely happens to be open: then it counts only where it fits. */
  readonly isCertain: boolean;
}

export interface RoutedShape {
  /** Experts that were seen, at least. */
  readonly experts: number;
  /** Mean number of experts a token; null where it is not known. */
  readonly topK: number | null;
  readonly layers: readonly number[];
}

/** What of a trace its model can't have. */
export function disagreements(trace: RoutedShape, model: ModelFacts): Finding[] {
  const { name } = model;
  const foreign = foreignLayers(trace.layers, model.layers);
  return [
    ...(model.experts !== null && trace.experts > model.experts
      ? [finding('other-model', { what: 'experts', trace: trace.experts, model: model.experts, name })]
      : []),
    ...(model.topK !== null && trace.topK !== null && trace.topK > model.topK + 1e-9
      ? [finding('other-model', { what: 'top-k', trace: trace.topK, model: model.topK, name })]
      : []),
    ...(foreign > 0
      ? [finding('other-model', { what: 'layers', trace: foreign, model: model.layers!.length, name })]
      : []),
  ];
}

/** Producers number layers as the model does, or those with experts alone, from 0. */
function foreignLayers(layers: readonly number[], known: readonly number[] | null): number {
  if (known === null) return 0;
  const foreign = layers.filter((layer) => !known.includes(layer)).length;
  const isByOrder = layers.every((layer) => layer < known.length);
  return isByOrder ? 0 : foreign;
}
