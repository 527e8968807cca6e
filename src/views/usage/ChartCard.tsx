import { useMemo, type PointerEvent, type ReactNode } from 'react';
import type { Look, Scene } from '../../charts/scene.ts';
import type { Table } from '../../charts/table.ts';
import { Card } from '../../ui/Card.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { ChartExport, tableFiles } from '../ChartExport.tsx';
import { StillScene } from '../StillScene.tsx';
import { useWidth } from '../use-width.ts';
import styles from './ChartCard.module.css';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

export interface ChartCardProps {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly explain: ReactNode;
  /** Beside the export. */
  readonly controls?: ReactNode;
  readonly fileName: string;
  readonly height: number;
  /** The same function until something else is to be drawn. */
  readonly draw: (size: ChartSize, look: Look) => Scene;
  readonly table: () => Table;
  /** A press at a place of the chart. */
  readonly onPress?: ((x: number, chart: ChartSize) => void) | undefined;
  /** Below the chart. */
  readonly children?: ReactNode;
}

const FILE_SIZE = { width: 960, height: 480 };
const LEAST_WIDTH = 220;

/** A card with one chart that is as wide as there is room, and its files. */
export function ChartCard(props: ChartCardProps) {
  const { title, subtitle, explain, controls, fileName, height, draw, table, onPress, children } = props;
  const [ref, measured] = useWidth<HTMLDivElement>();
  const width = Math.max(LEAST_WIDTH, measured);
  const scene = useMemo(() => draw({ width, height }, liveLook), [draw, width, height]);
  const press = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    onPress?.(event.clientX - event.currentTarget.getBoundingClientRect().left, { width, height });
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
            picture={(look) => draw(FILE_SIZE, look)}
            {...tableFiles(table)}
          />
        </>
      }
    >
      <div
        ref={ref}
        className={styles.chart}
        data-pressable={onPress !== undefined}
        onPointerUp={onPress && press}
      >
        {measured > 0 && <StillScene scene={scene} />}
      </div>
      {children}
    </Card>
  );
}
