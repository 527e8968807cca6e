import { useMemo, useState } from 'react';
import { drawClassMatrix, type Sharing } from '../../../charts/class-matrix.ts';
import { matrixTable } from '../../../charts/run-tables.ts';
import { Card } from '../../../ui/Card.tsx';
import { liveLook } from '../../../ui/look/chart-look.ts';
import { SegmentedControl } from '../../../ui/SegmentedControl.tsx';
import { useThemeName } from '../../../ui/theme.ts';
import { useWidth } from '../../use-width.ts';
import { ChartExport, tableFiles } from '../../ChartExport.tsx';
import styles from './ClassCard.module.css';
import type { WatchedProps } from './LearningCards.tsx';
import { NothingYet } from './NothingYet.tsx';
import { RunMeasureExplain } from './RunMeasureExplain.tsx';
import { StillScene } from '../../StillScene.tsx';

/** Who gets which class, by true or predicted label, in percent of a class or of an expert. */
export function ClassCard({ watched }: WatchedProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const theme = useThemeName();
  const [labels, setLabels] = useState<'true' | 'predicted'>('true');
  const [sharing, setSharing] = useState<Sharing>('of-class');
  const { evaluation } = watched.moment;
  const counts = labels === 'true' ? evaluation?.byClass : evaluation?.byPrediction;
  const { classes } = watched;
  const spec = useMemo(
    () =>
      counts === undefined
        ? null
        : { width: Math.max(220, width), counts, classes, sharing, columnsAre: `${labels} class`, theme },
    [width, counts, classes, sharing, labels, theme],
  );
  const scene = useMemo(() => (spec === null ? null : drawClassMatrix(spec, liveLook)), [spec]);
  return (
    <Card
      title="Experts by class"
      subtitle={`Percent of each ${sharing === 'of-class' ? 'class' : 'expert'}, validation data`}
      explain={<RunMeasureExplain of="classes" />}
      actions={
        spec !== null && (
          <ChartExport
            what="experts by class"
            fileName="experts-by-class"
            picture={(look) => drawClassMatrix({ ...spec, width: 960 }, look)}
            {...tableFiles(() => matrixTable(spec.counts, classes))}
          />
        )
      }
    >
      <div className={styles.controls}>
        <SegmentedControl
          label="Classes"
          isLabelHidden
          size="small"
          value={labels}
          onChange={setLabels}
          segments={[
            { value: 'true', label: 'True' },
            { value: 'predicted', label: 'Predicted' },
          ]}
        />
        <SegmentedControl
          label="Percent of"
          isLabelHidden
          size="small"
          value={sharing}
          onChange={setSharing}
          segments={[
            { value: 'of-class', label: '% of class' },
            { value: 'of-expert', label: '% of expert' },
          ]}
        />
      </div>
      <div ref={ref} className={styles.chart}>
        {scene === null ? <NothingYet /> : width > 0 && <StillScene scene={scene} />}
      </div>
    </Card>
  );
}
