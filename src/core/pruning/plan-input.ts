/** What plans are worked out from: names and shapes, the scan of the weights, and what a trace tells of the experts. */
import type { Catalogue } from '../catalogue.ts';
import type { Summary } from '../summary.ts';
import type { TraceReading } from '../trace/reading.ts';

export interface PlanInput {
  readonly catalogue: Catalogue;
  readonly summary: Summary;
  /** Null where no trace is open: criteria that count tokens then say so. */
  readonly reading: TraceReading | null;
  /** Null where routers were not read. */
  readonly routers: RouterNorms | null;
  /** Of the checkpoint that this one was fine-tuned from; null where none is open. */
  readonly routersBefore: RouterNorms | null;
}

/** ‖wᵢ‖₂ of the router's vector of each expert, which a scan of whole matrices does not tell. */
export interface RouterNorms {
  /** What people call the checkpoint. */
  readonly name: string;
  readonly layers: readonly { readonly layer: number; /** [E]. */ readonly norms: Float64Array }[];
}
