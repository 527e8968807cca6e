/** What one shape of name means in a detected family. Worked out once a shape, then read off for every tensor. */
import type { Match } from '../layout.ts';
import type { Detection } from './detect.ts';
import { splitSuffix, type NameShape } from './name.ts';

export interface Reading {
  readonly match: Match | null;
  readonly param: string;
  /** The stack that the layer is of, perhaps with `#`; null outside layers. */
  readonly stack: string | null;
  /** Which of the name's numbers is the layer; −1 where the stack is a single layer, or there is none. */
  readonly layerAt: number;
  readonly expertAt: number;
  /** True for what only a module that predicts further tokens has. */
  readonly isPredictor: boolean;
}

/** DeepSeek's multi-token prediction: a projection of embedding and hidden state, and its norms (`nextn` in GGUF). */
const predictorModules = new Set(['nextn', 'eh_proj', 'enorm', 'hnorm', 'shared_head']);

export function readMeanings(shapes: readonly NameShape[], detection: Detection): readonly Reading[] {
  const matched = shapes.map((shape) => ({ shape, ...matchModule(shape, detection) }));
  const blocks = new Set(
    matched
      .filter(({ shape, match }) => shape.stack === null && match?.rule.role === 'expert')
      .map(({ match }) => match!.block),
  );
  return matched.map(({ shape, match, param }) => {
    // outside layers, a block of experts is a layer by itself; a router or shared expert belongs to its experts
    const isBlock =
      shape.stack === null && match !== null && match.rule.role !== 'other' && blocks.has(match.block);
    const before = shape.layerAt < 0 ? 0 : shape.layerAt + 1;
    return {
      match,
      param,
      stack: isBlock ? match.block : shape.stack,
      layerAt: shape.layerAt,
      expertAt: match === null || match.expertAt < 0 ? -1 : before + match.expertAt,
      isPredictor: predictorModules.has(shape.module.split('.', 1)[0]!),
    };
  });
}

function matchModule(shape: NameShape, detection: Detection): { match: Match | null; param: string } {
  const own = detection.match(shape.module);
  const isDeclared = own !== null && own.rule.name !== '';
  const fused = isDeclared ? null : splitSuffix(shape);
  const match = fused === null ? null : detection.match(fused.module);
  if (fused !== null && match?.rule.axes !== undefined) return { match, param: fused.param };
  return { match: own, param: shape.param };
}
