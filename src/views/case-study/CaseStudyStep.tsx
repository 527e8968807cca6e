import { Check } from 'lucide-react';
import type { Summary } from '../../core/summary.ts';
import { VisuallyHidden } from '../../ui/VisuallyHidden.tsx';
import styles from './CaseStudy.module.css';
import { EvaluateStep, PruneStep, ReadStep, RetrainStep, TrainStep } from './StepBodies.tsx';
import { kneeOf, outcomeOf, titles } from './step-words.ts';
import type { StepId, StudyState } from './steps.ts';

export interface CaseStudyStepProps {
  readonly step: StepId;
  readonly number: number;
  readonly state: StudyState;
  /** Of the model, once its weights are read. */
  readonly summary: Summary | null;
  readonly when: 'done' | 'now' | 'later';
}

/** A step: what came of it, what is to be done, or only its name. */
export function CaseStudyStep({ step, number, state, summary, when }: CaseStudyStepProps) {
  const knee = state.source === null || summary === null ? null : kneeOf(state.source, summary);
  const outcome = when === 'later' ? null : outcomeOf(step, state, knee);
  return (
    <li className={styles.step} data-when={when} aria-current={when === 'now' ? 'step' : undefined}>
      <span className={styles.number} aria-hidden>
        {when === 'done' ? <Check size={13} strokeWidth={2.5} /> : number}
      </span>
      <div className={styles.words}>
        <p className={styles.title}>
          {titles[step]}
          {when === 'done' && <VisuallyHidden> (done)</VisuallyHidden>}
        </p>
        {outcome !== null && <p className={styles.outcome}>{outcome}</p>}
        {when === 'now' && <StepBody step={step} state={state} knee={knee} />}
      </div>
    </li>
  );
}

interface StepBodyProps extends Pick<CaseStudyStepProps, 'step' | 'state'> {
  readonly knee: ReturnType<typeof kneeOf> | null;
}

function StepBody({ step, state, knee }: StepBodyProps) {
  switch (step) {
    case 'train':
      return <TrainStep run={state.run} />;
    case 'read':
      return <ReadStep run={state.run} />;
    case 'prune':
      return <PruneStep source={state.source} knee={knee} />;
    case 'retrain':
      return <RetrainStep mended={state.mended} />;
    case 'evaluate':
      return <EvaluateStep mended={state.mended} />;
  }
}
