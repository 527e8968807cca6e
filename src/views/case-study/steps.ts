/** How far the case study is: of what is trained, open and planned, and nothing that has to be remembered. */
import type { OpenSource } from '../../state/session.ts';
import type { RunId, RunRecord } from '../../state/training/run-record.ts';

export const stepIds = ['train', 'read', 'prune', 'retrain', 'evaluate'] as const;
export type StepId = (typeof stepIds)[number];

export interface StudyState {
  /** Null after it was deleted. */
  readonly run: RunRecord | null;
  /** Its model, once it is open. */
  readonly source: OpenSource | null;
  readonly hasPlans: boolean;
  /** The newest run that went on from it with a plan taken. */
  readonly mended: RunRecord | null;
}

export function mendedOf(records: readonly RunRecord[], run: RunId): RunRecord | null {
  return records.find(({ origin }) => origin?.parent === run) ?? null;
}

/** The step that is to be done next. */
export function currentStep({ run, source, hasPlans, mended }: StudyState): StepId {
  if (run?.state !== 'done') return 'train';
  if (mended !== null) return mended.state === 'done' ? 'evaluate' : 'retrain';
  if (source === null) return 'read';
  return hasPlans ? 'retrain' : 'prune';
}
