import type { ReactNode } from 'react';
import { drawLineChart, stepMarks } from '../../../charts/line-chart.ts';
import { linesTable } from '../../../charts/run-tables.ts';
import type { Look } from '../../../charts/scene.ts';
import { useView } from '../../../state/view.ts';
import { Card } from '../../../ui/Card.tsx';
import { ChartExport, tableFiles } from '../../ChartExport.tsx';
import { inPlainColours } from './plain-colours.ts';
import { StepChart, type StepChartSpec } from './StepChart.tsx';

export interface LineCardProps {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly explain: ReactNode;
  /** Beside the export: a scale, a choice of measures. */
  readonly controls?: ReactNode;
  readonly fileName: string;
  readonly spec: StepChartSpec;
}

const SIZE = { width: 960, height: 480 };

/** A card with lines over steps. */
export function LineCard({ title, subtitle, explain, controls, fileName, spec }: LineCardProps) {
  const step = useView((view) => view.runStep);
  const picture = (look: Look) => {
    const plain = { ...spec, ...SIZE, series: inPlainColours(spec.series, look) };
    const chart = drawLineChart(plain, look);
    const marks = step === null ? [] : stepMarks(chart, plain.series, step, look);
    return { ...chart.scene, marks: [...chart.scene.marks, ...marks] };
  };
  return (
    <Card
      title={title}
      subtitle={subtitle}
      explain={explain}
      actions={
        <>
          {controls}
          <ChartExport
            what={title.toLowerCase()}
            fileName={fileName}
            picture={picture}
            {...tableFiles(() => linesTable(spec.series))}
          />
        </>
      }
    >
      <StepChart spec={spec} />
    </Card>
  );
}
