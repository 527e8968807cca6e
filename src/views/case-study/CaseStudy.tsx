import { X } from 'lucide-react';
import { leaveCaseStudy, useCaseStudy } from '../../state/case-study.ts';
import type { RunId } from '../../state/training/run-record.ts';
import { useRuns } from '../../state/training/runs.ts';
import { useView } from '../../state/view.ts';
import { Card } from '../../ui/Card.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useAnalyses } from '../use-analyses.ts';
import { CaseStudyStep } from './CaseStudyStep.tsx';
import styles from './CaseStudy.module.css';
import { currentStep, mendedOf, stepIds, type StudyState } from './steps.ts';

/** The way through the case study, above whatever panel is shown; nothing unless somebody follows it. */
export function CaseStudy() {
  const run = useCaseStudy((study) => study.run);
  return run === null ? null : <Followed id={run} />;
}

function Followed({ id }: { readonly id: RunId }) {
  const records = useRuns((runs) => runs.records);
  const hasPlans = useView(({ plans }) => plans.some(({ actions }) => actions.length > 0));
  const analysis = useAnalyses().find(({ source }) => source.trained?.run === id) ?? null;
  const state: StudyState = {
    run: records.find((record) => record.id === id) ?? null,
    source: analysis?.source ?? null,
    hasPlans,
    mended: mendedOf(records, id),
  };
  const current = currentStep(state);
  return (
    <Card
      title="Case study: a sentiment model"
      actions={<IconButton label="Leave the case study" icon={X} size="small" onClick={leaveCaseStudy} />}
    >
      <ol className={styles.steps}>
        {stepIds.map((step, i) => (
          <CaseStudyStep
            key={step}
            step={step}
            number={i + 1}
            state={state}
            summary={analysis?.summary ?? null}
            when={step === current ? 'now' : i < stepIds.indexOf(current) ? 'done' : 'later'}
          />
        ))}
      </ol>
    </Card>
  );
}
