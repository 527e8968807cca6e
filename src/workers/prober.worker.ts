import { enterToken } from '../formats/sources/credentials.ts';
import { sourceOf } from '../formats/sources/source-of.ts';
import { estimateRouting } from '../scan/estimate.ts';
import { PartReader } from '../scan/part-values.ts';
import { readRouterLikeness } from '../scan/router-likeness.ts';
import { readRouterNorms } from '../scan/router-norms.ts';
import { similarityOf } from '../scan/similarity.ts';
import { serve } from './channel.ts';
import type { ProberContract } from './prober-contract.ts';

serve<ProberContract>(self, {
  enterToken: (credential) => {
    enterToken(credential);
    return null;
  },
  estimate: ({ plan, estimate }, options) =>
    estimateRouting(new PartReader(plan, sourceOf), estimate, options),
  similarity: ({ plan, similarity }, options) =>
    similarityOf(new PartReader(plan, sourceOf), similarity, options),
  likeness: ({ plan, routers }, options) =>
    readRouterLikeness(new PartReader(plan, sourceOf), routers, options),
  norms: ({ plan, routers }, options) => readRouterNorms(new PartReader(plan, sourceOf), routers, options),
});
