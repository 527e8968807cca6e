import { Play } from 'lucide-react';
import { useState } from 'react';
import type { FaultWire } from '../../../core/fault.ts';
import { usualFineTune, type FineTuneChoice } from '../../../core/pruning/fine-tune.ts';
import { startFineTuning } from '../../../state/fine-tuning.ts';
import { useRuns } from '../../../state/training/runs.ts';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Explain } from '../../../ui/Explain.tsx';
import { freeName } from '../../train/run-words.ts';
import { FineTuneFields } from './FineTuneFields.tsx';
import { FineTunedRuns } from './FineTunedRuns.tsx';
import { MeasuringFailed } from './MeasuredCard.tsx';
import styles from './MeasuredCard.module.css';
import { editsOf, type MeasuredProps } from './use-measured.ts';

/** Trains the model on with the plan taken, as a run like any other, and shows what that gave back. */
export function FineTuneCard({ source, basis, plans, shown }: MeasuredProps) {
  const [choice, setChoice] = useState<FineTuneChoice>(usualFineTune);
  const [isStarting, setIsStarting] = useState(false);
  const [fault, setFault] = useState<FaultWire | null>(null);
  const { plan, name: planName } = plans[shown]!;
  const start = async () => {
    setIsStarting(true);
    const name = freeName(`${source.label}, ${planName}, trained on`, useRuns.getState().records);
    const begun = await startFineTuning(source, { plan, edits: editsOf(basis, plan), choice, name });
    setFault('fault' in begun ? begun.fault : null);
    setIsStarting(false);
  };
  return (
    <Card
      title="Train it on"
      subtitle={`What ${planName} takes stays gone; the rest learns to do without it`}
      explain={
        <Explain title="Fine-tuning after pruning">
          A run goes on from the pruned model, on the dataset that it was trained on. Weights that the plan
          cut stay zero. It stands under Train like any other run, and opens as a checkpoint of its own.
        </Explain>
      }
    >
      <div className={styles.body}>
        <FineTuneFields choice={choice} topK={basis.topK} onChange={setChoice} />
        <div>
          <Button variant="primary" icon={Play} isBusy={isStarting} onClick={() => void start()}>
            Train on
          </Button>
        </div>
        {fault !== null && <MeasuringFailed fault={fault} />}
        <FineTunedRuns source={source} />
      </div>
    </Card>
  );
}
