/** What plans are worked out from: names and shapes, the scan of the weights, and what a trace tells of the experts. */
import type { Catalogue } from '../catalogue.ts';
import type { OrderedTables } from './ordered-tables.ts';
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
  /** Null where it was not read: it takes a while, and only merging asks for it. */
  readonly routerLikeness: RouterLikeness | null;
  /** What a pass over whole matrices tells; null where none was run. */
  readonly ordered: OrderedTables | null;
  /** What was measured by running the model without each expert; empty where nothing was. */
  readonly measured: readonly ScoreTable[];
}

/** A number of every expert that no scan and no trace tells. */
export interface ScoreTable {
  /** Of the criterion that it is for. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  readonly layers: readonly { readonly layer: number; /** [E]. */ readonly scores: Float64Array }[];
}

/** ‖wᵢ‖₂ of the router's vector of each expert, which a scan of whole matrices does not tell. */
export interface RouterNorms {
  /** What people call the checkpoint. */
  readonly name: string;
  readonly layers: readonly { readonly layer: number; /** [E]. */ readonly norms: Float64Array }[];
}

/** How alike the router's vectors of two experts are: a stand-in for how alike the experts are. */
export interface RouterLikeness {
  readonly layers: readonly {
    readonly layer: number;
    /** [E, E] cosines, row by row. */ readonly cosines: Float32Array;
  }[];
}
