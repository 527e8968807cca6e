/** What the page may ask of the prober, which looks at weights themselves: similarities and estimates. */
import type { RouterLikeness, RouterNorms } from '../core/pruning/plan-input.ts';
import type { RouterParts } from '../core/router-parts.ts';
import type { Collected } from '../core/trace/collector.ts';
import type { EstimateRequest } from '../scan/estimate.ts';
import type { ScanPlan } from '../scan/plan.ts';
import type { TokenKeeper } from './contracts.ts';
import type { SimilarityRequest } from '../core/similarity-request.ts';
import type { Similarity } from '../scan/similarity.ts';

export type { Similarity };
export type { EstimateKind } from '../scan/estimate.ts';

export interface ProberContract extends TokenKeeper {
  /** Reports layers done. */
  estimate: {
    request: { readonly plan: ScanPlan; readonly estimate: EstimateRequest };
    reply: Collected;
    report: { readonly layers: number; readonly of: number };
  };
  /** Reports experts read. */
  similarity: {
    request: { readonly plan: ScanPlan; readonly similarity: SimilarityRequest };
    reply: Similarity;
    report: { readonly experts: number; readonly of: number };
  };
  norms: {
    request: { readonly plan: ScanPlan; readonly routers: readonly RouterParts[] };
    reply: RouterNorms['layers'];
  };
  likeness: {
    request: { readonly plan: ScanPlan; readonly routers: readonly RouterParts[] };
    reply: RouterLikeness['layers'];
  };
}
