import { SkipForward } from 'lucide-react';
import { useMemo } from 'react';
import { formatCount } from '../../../core/quantity.ts';
import type { RunHistory } from '../../../core/run-history.ts';
import { lastStepOf } from '../../../core/run-moment.ts';
import { changeView, useView } from '../../../state/view.ts';
import { Button } from '../../../ui/Button.tsx';
import { linearScale } from '../../../ui/slider-scale.ts';
import { Slider } from '../../../ui/Slider.tsx';
import styles from './Scrubber.module.css';

/** Moves every chart to one step of the run's history; at the end it follows the run. */
export function Scrubber({ history }: { readonly history: RunHistory }) {
  const chosen = useView((view) => view.runStep);
  const last = lastStepOf(history);
  const scale = useMemo(
    () => linearScale({ min: 0, max: last, step: Math.min(last, history.stride) }),
    [last, history.stride],
  );
  if (last === 0) return null;
  return (
    <div className={styles.scrubber}>
      <Slider
        label="Moment of the run"
        scale={scale}
        value={Math.min(chosen ?? last, last)}
        onChange={(step) => changeView({ runStep: step >= last ? null : step })}
        format={(step) =>
          chosen === null
            ? `step ${formatCount(step)}, the latest`
            : `step ${formatCount(step)} of ${formatCount(last)}`
        }
      />
      <Button
        icon={SkipForward}
        size="small"
        disabled={chosen === null}
        onClick={() => changeView({ runStep: null })}
      >
        Latest
      </Button>
    </div>
  );
}
