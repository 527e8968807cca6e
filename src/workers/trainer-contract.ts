/** What the page may ask of the trainer. Types only: TensorFlow.js stays out of the page. */
import type { OpenableFile } from '../core/checkpoint.ts';
import type { Parameters } from '../core/parameters.ts';
import type { LeaveOneOut, Measured, MeasuredOn, Reconstruction, Sweep } from '../core/pruning/measured.ts';
import type { ModelEdits } from '../core/pruning/model-edits.ts';
import type { Recipe } from '../core/recipe.ts';
import type { EvaluationPoint } from '../core/run-history.ts';
import type { BackendFacts, BackendName } from '../training/backends/backend.ts';
import type { DatasetOffer } from '../training/datasets/index.ts';
import type { Paper } from '../training/part.ts';
import type { Preset } from '../training/presets/preset.ts';
import type { Trained } from '../training/pruning/apply-edits.ts';
import type { SweptPlans } from '../training/pruning/sweep.ts';
import type { Snapshot } from '../training/snapshot.ts';
import type { DriveGoal, DriveReport } from '../training/trainer.ts';

export type {
  BackendFacts,
  BackendName,
  DatasetOffer,
  DriveGoal,
  DriveReport,
  Paper,
  Preset,
  Snapshot,
  SweptPlans,
  Trained,
};

/** One entry of a registry as a form needs it. */
export interface PartOffer {
  readonly id: string;
  readonly name: string;
  readonly explanation: string;
  readonly papers: readonly Paper[];
  readonly parameters: Parameters;
}

export interface TrainerOffer {
  readonly datasets: readonly DatasetOffer[];
  readonly encoders: readonly PartOffer[];
  readonly trunks: readonly PartOffer[];
  readonly placements: readonly PartOffer[];
  readonly routers: readonly PartOffer[];
  readonly experts: readonly PartOffer[];
  readonly losses: readonly PartOffer[];
  readonly regularizers: readonly PartOffer[];
  readonly optimizers: readonly PartOffer[];
  readonly presets: readonly Preset[];
}

/** What a recipe comes to on its dataset. */
export interface RecipeFacts {
  /** Why it can't be trained, in plain words; empty if it can. */
  readonly problems: readonly string[];
  /** These are 0 where it can't, or where its data must be read first. */
  readonly parameters: number;
  /** Weights that one sample passes through. */
  readonly activeParameters: number;
  /** Multiply–adds a sample, as every expert for every sample and as the router needs. */
  readonly denseOperations: number;
  readonly routedOperations: number;
}

export interface BegunRun {
  readonly backend: BackendFacts;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly experts: number;
  readonly classes: readonly string[];
  readonly datasetName: string;
}

/** Samples that an expert was the first choice of. */
export interface ExpertStrip {
  readonly expert: number;
  /** Grey or RGB, rows from the top; or texts. */
  readonly images: readonly {
    readonly width: number;
    readonly height: number;
    readonly channels: number;
    readonly pixels: Uint8Array;
    readonly label: string;
  }[];
  readonly texts: readonly { readonly text: string; readonly label: string }[];
}

export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A run that was exported, back from its files. */
export interface ReopenedRun {
  readonly recipe: Recipe;
  readonly snapshot: Snapshot;
  readonly backend: BackendName;
  readonly datasetName: string;
  readonly isDone: boolean;
  /** What it came to on the whole test split when it was exported. */
  readonly test: { readonly samples: number; readonly correct: number; readonly loss: number };
}

/** What a model that is open to be measured has to do with. */
export interface MeasuredModel {
  readonly datasetName: string;
  readonly classes: readonly string[];
  readonly experts: number;
  /** Samples that `sample` and `whole` are. */
  readonly sampleSize: number;
  readonly wholeSize: number;
  readonly backend: BackendFacts;
}

export interface TrainerContract {
  offer: { request: { dataFolder: string }; reply: TrainerOffer };
  /** Measures the backends there are: takes a second or two. */
  measureBackends: { request: null; reply: readonly BackendFacts[] };
  /** Files of the person's as the dataset `file`; they replace those given before. */
  openDataset: { request: readonly OpenableFile[]; reply: DatasetOffer };
  check: { request: Recipe; reply: RecipeFacts };
  /** Loads the dataset and builds the model; ends the run before it. Reports the share of the dataset that was read. */
  begin: {
    request: { recipe: Recipe; backend: BackendName; snapshot: Snapshot | null };
    reply: BegunRun;
    report: number;
  };
  /** Steps towards a goal; aborting pauses between two steps. */
  drive: { request: DriveGoal; reply: { readonly isDone: boolean }; report: DriveReport };
  /** The whole test split, as it stands. */
  test: { request: null; reply: EvaluationPoint };
  strips: { request: { perExpert: number }; reply: readonly ExpertStrip[] };
  snapshot: { request: null; reply: Snapshot };
  /** The model as files: safetensors, config.json, routing trace, state of the training; or all of them in one archive. */
  export: { request: { name: string; isPacked: boolean }; reply: readonly ExportedFile[] };
  /** Files of a run that was exported, taken out of their archive; null for an archive of something else. */
  unpack: { request: OpenableFile; reply: readonly OpenableFile[] | null };
  /** A run out of the files that `export` made; null if there is none among them. */
  reopen: { request: readonly OpenableFile[]; reply: ReopenedRun | null };
  /**
   * Opens a trained model to be measured under plans, in place of the one before it: its dataset is read, and it is measured as
   * it is. Reports the share of the dataset that was read. Throws the faults of datasets where the dataset is not at hand.
   */
  openModel: {
    request: { readonly model: Trained; readonly backend: BackendName };
    reply: MeasuredModel;
    report: number;
  };
  /** Reports the share of the samples done. */
  measure: {
    request: { readonly edits: ModelEdits; readonly on: MeasuredOn };
    reply: Measured;
    report: number;
  };
  /** Reports the sweep after each of its points. */
  sweep: { request: SweptPlans; reply: Sweep; report: Sweep };
  /** These report the share done. */
  leaveOneOut: { request: null; reply: LeaveOneOut; report: number };
  reconstruct: { request: null; reply: Reconstruction; report: number };
  /** The open model with a plan taken: what a run can go on from. */
  prune: { request: ModelEdits; reply: Trained };
  end: { request: null; reply: null };
}
