/** A training run as the list of runs holds it: everything but its history and its weights. Plain data, kept between visits. */
import type { FaultWire } from '../../core/fault.ts';
import type { FineTuneMethod } from '../../core/pruning/fine-tune.ts';
import type { Measured } from '../../core/pruning/measured.ts';
import type { Plan } from '../../core/pruning/plan.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { EvaluationPoint } from '../../core/run-history.ts';
import type { BackendFacts, BackendName, BegunRun } from '../../workers/trainer-contract.ts';

export type RunId = string;

export type RunState =
  /** Waits for the run before it. */
  | 'queued'
  /** Its dataset is read, its backend started, its model built. */
  | 'starting'
  | 'running'
  /** Can go on from its snapshot. */
  | 'paused'
  /** Paused by what `fault` tells; can go on from its last good snapshot. */
  | 'failed'
  | 'done';

export interface RunRecord {
  readonly id: RunId;
  readonly name: string;
  readonly recipe: Recipe;
  /** Runs that were begun together, as seeds or a grid; null for one alone. */
  readonly group: { readonly id: string; readonly name: string } | null;
  /** Where it is to be trained; null for the fastest there is. */
  readonly wantedBackend: BackendName | null;
  readonly backend: BackendFacts | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly state: RunState;
  readonly fault: FaultWire | null;
  /** What its dataset and recipe came to; null before it was first started. */
  readonly facts: BegunRun | null;
  /** Share of its dataset read, while it starts. */
  readonly fractionRead: number;
  /** Steps taken. */
  readonly step: number;
  /** Seconds it was trained for, pauses left out. */
  readonly seconds: number;
  /** The whole test split, once it is done. */
  readonly test: EvaluationPoint | null;
  /** Of a run that mends a pruned model. */
  readonly origin?: PrunedOrigin;
}

export interface PrunedOrigin {
  /** The run whose model was pruned, where it was one of this browser; and what the model was called. */
  readonly parent: RunId | null;
  readonly model: string;
  readonly plan: Plan;
  readonly method: FineTuneMethod;
  /** The pruned model on the whole test split, before it was trained on; what came of it is in `test`. */
  readonly before: Measured;
}
