/** What the page may ask of its workers. Types only: the readers and scanners behind them stay out of the page. */
import type { Catalogue } from '../core/catalogue.ts';
import type { OpenableFile } from '../core/checkpoint.ts';
import type { RuleOutcome } from '../core/families/by-hand/apply-mapping.ts';
import type { Mapping } from '../core/families/by-hand/mapping.ts';
import type { NameGroup } from '../core/families/by-hand/name-groups.ts';
import type { FaultWire, Notice } from '../core/fault.ts';
import type { RoutingParts } from '../core/router-parts.ts';
import type { SummaryFile } from '../core/summary-file.ts';
import type { Summary } from '../core/summary.ts';
import type { Trace } from '../core/trace/trace.ts';
import type { OpenProgress } from '../formats/open.ts';
import type { Credential } from '../formats/sources/credentials.ts';
import type { MatrixPlace } from '../formats/matrix-places.ts';
import type { ScanPlan } from '../scan/plan.ts';
import type { ScannedParts, ScanResult } from '../scan/scanner.ts';
import type { UnitOptions } from '../scan/units.ts';
import type { ExportContract } from './export-contract.ts';

export type { Credential, OpenableFile, UnitOptions };

export interface OpenedCheckpoint {
  /** Handle of the checkpoint in the reader's thread. */
  readonly handle: number;
  readonly catalogue: Catalogue;
}

export interface OpenReply {
  readonly opened: readonly OpenedCheckpoint[];
  /** Finished analyses among the files. */
  readonly summaries: readonly SummaryFile[];
  /** Traces among the files, recognised and not yet read. */
  readonly traces: readonly Trace[];
  /** What could not be opened. */
  readonly faults: readonly FaultWire[];
  /** About the files as a whole. */
  readonly notices: readonly Notice[];
}

/** Threads that may ask servers keep what the person entered for them. */
export interface TokenKeeper {
  enterToken: { request: Credential; reply: null };
}

export interface PlanRequest {
  readonly handle: number;
  /** Indices of parts; null for all that are scanned. */
  readonly only: Uint32Array | null;
  /** True if parts keep their own classes although they are not all; one class otherwise. */
  readonly keepsClasses?: boolean;
}

export interface ScanCost {
  readonly bytes: number;
  readonly requests: number;
}

/** What a person says of the tensors of a checkpoint. */
export interface MappingRequest {
  readonly handle: number;
  readonly mapping: Mapping;
}

export interface MappingPreview {
  /** As the rules stand in the mapping. */
  readonly outcomes: readonly RuleOutcome[];
  readonly moeLayers: number;
  readonly expertsPerLayer: number;
}

/** The reader keeps open checkpoints: headers, names, regions. */
export interface ReaderContract extends TokenKeeper, ExportContract {
  openFiles: { request: readonly OpenableFile[]; reply: OpenReply; report: OpenProgress };
  /** Which of the files are traces, or belong to some. */
  areTraces: { request: readonly OpenableFile[]; reply: readonly boolean[] };
  /** `hub`: where names of models are asked. */
  openUrl: { request: { address: string; hub: string }; reply: OpenReply; report: OpenProgress };
  /** Which bytes to read for all of a checkpoint, or for some of its parts: as one class, or each in its own. */
  plan: { request: PlanRequest; reply: ScanPlan };
  /** What a scan would read. */
  cost: { request: PlanRequest & { readonly units: UnitOptions }; reply: ScanCost };
  /** Which scan it would be, in 32 hex digits: results of the same one are the same. */
  identify: { request: PlanRequest & { readonly units: UnitOptions }; reply: string };
  /** A summary as a file. */
  encodeSummary: { request: SummaryFile; reply: Uint8Array };
  /** How the matrices of parts lie; parts that are none are left out. */
  matrices: {
    request: { readonly handle: number; readonly parts: Uint32Array };
    reply: readonly MatrixPlace[];
  };
  /** Which parts decide where tokens go. */
  routing: { request: number; reply: RoutingParts };
  /** Names of tensors in few lines. */
  names: { request: number; reply: readonly NameGroup[] };
  preview: { request: MappingRequest; reply: MappingPreview };
  /** The same weights as a checkpoint of its own, its structure corrected; by an empty mapping as it was guessed. */
  remap: { request: MappingRequest; reply: OpenedCheckpoint };
  close: { request: number; reply: null };
}

export interface ScannerContract extends TokenKeeper {
  /** Forgets what was and starts on a plan; answers with the bytes of each batch of units. */
  begin: { request: { plan: ScanPlan; units: UnitOptions }; reply: Float64Array };
  /** Reads batches, so many units at once; reports bytes as they are counted. */
  read: { request: { batches: readonly number[]; atOnce: number }; reply: null; report: number };
  /** Goes on from what was kept; false where it can't be used. */
  adopt: { request: Uint8Array; reply: boolean };
  /** All that was read so far, and adopted, to be kept. */
  keep: { request: null; reply: Uint8Array };
  /** Parts that changed since they were last asked for. */
  changed: { request: null; reply: ScannedParts };
  result: { request: null; reply: ScanResult };
  summarise: {
    request: { plan: ScanPlan; results: readonly ScanResult[]; course: UnitOptions['course'] };
    reply: Summary;
  };
}
