/**
 * Drives a run: steps for as long as a breath allows, looks at validation data now and then, and tells what it saw a
 * few times a second. Knows nothing of threads; a worker and the command line both drive with it.
 */
import { isAbort } from '../core/fault.ts';
import type { EvaluationPoint, StepPoint } from '../core/run-history.ts';
import { sampleEntropyBits, usageEntropyBits } from '../core/routing/statistics/gate-sums.ts';
import { droppedShare, expertsPerToken } from '../core/routing/statistics/routing-counts.ts';
import { choicesByDifficulty, type Evaluation } from './evaluation.ts';
import type { Run } from './run.ts';

/** Longest stretch of steps before the thread listens again. */
const BREATH_MS = 40;
const REPORT_MS = 100;
/** Looks at validation data an epoch, but no oftener than every so many steps. */
const LOOKS_PER_EPOCH = 4;
const FEWEST_STEPS_BETWEEN_LOOKS = 20;

export type DriveGoal = 'end' | 'epoch' | 'step';

export interface DriveReport {
  readonly steps: readonly StepPoint[];
  readonly evaluation: EvaluationPoint | null;
}

export interface DriveOptions {
  readonly goal: DriveGoal;
  /** Pauses the run between two steps. */
  readonly signal?: AbortSignal | undefined;
  readonly report: (report: DriveReport) => void;
  /** A task of its own, so that the thread can listen. */
  readonly rest: () => Promise<void>;
  /** Magnitudes of the experts' weights right now. */
  readonly weightMagnitudes: (run: Run) => EvaluationPoint['weights'];
}

/** Returns when the goal is reached. Throws AbortError when paused, `DivergedError` when the run is lost. */
export async function drive(run: Run, options: DriveOptions): Promise<void> {
  const { goal, signal, report } = options;
  const lastStep = lastStepOf(run, goal);
  let waiting: StepPoint[] = [];
  let reported = performance.now();
  const tell = (evaluation: EvaluationPoint | null) => {
    report({ steps: waiting, evaluation });
    waiting = [];
    reported = performance.now();
  };
  try {
    if (run.step === 0) tell(await look(run, options));
    while (run.step < lastStep) {
      const breathEnd = performance.now() + BREATH_MS;
      do waiting.push(run.advance());
      while (run.step < lastStep && performance.now() < breathEnd && !isLookDue(run));
      if (isLookDue(run) || run.step === lastStep) tell(await look(run, options));
      else if (performance.now() - reported >= REPORT_MS) tell(null);
      await options.rest();
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (isAbort(error) && waiting.length > 0) tell(null);
    throw error;
  }
}

function lastStepOf({ step, stepsPerEpoch, totalSteps }: Run, goal: DriveGoal): number {
  if (goal === 'step') return Math.min(totalSteps, step + 1);
  return goal === 'epoch'
    ? Math.min(totalSteps, (Math.floor(step / stepsPerEpoch) + 1) * stepsPerEpoch)
    : totalSteps;
}

function isLookDue({ step, stepsPerEpoch }: Run): boolean {
  const every = Math.max(FEWEST_STEPS_BETWEEN_LOOKS, Math.ceil(stepsPerEpoch / LOOKS_PER_EPOCH));
  return step % every === 0 || step % stepsPerEpoch === 0;
}

async function look(run: Run, { weightMagnitudes, rest }: DriveOptions): Promise<EvaluationPoint> {
  return evaluationPoint(run, await run.evaluateValidation({ rest }), weightMagnitudes(run));
}

/** What charts show of an evaluation. */
export function evaluationPoint(
  run: Run,
  evaluation: Evaluation,
  weights: EvaluationPoint['weights'],
): EvaluationPoint {
  const { samples, loss, correct, classCorrect, classSamples, counts, gates, byClass, byPrediction } =
    evaluation;
  return {
    step: run.step,
    epoch: run.step / run.stepsPerEpoch,
    samples,
    loss,
    accuracy: correct / samples,
    classAccuracy: Array.from(classCorrect, (right, label) => right / classSamples[label]!),
    gateEntropyBits: sampleEntropyBits(gates),
    usageEntropyBits: usageEntropyBits(gates),
    droppedShare: droppedShare(counts),
    expertsPerSample: expertsPerToken(counts),
    load: [...counts.choices],
    byClass: byClass.choices,
    byPrediction: byPrediction.choices,
    byDifficulty: choicesByDifficulty(evaluation),
    weights,
  };
}
