import { useCallback, useMemo, type PointerEvent } from 'react';
import { drawExpertMap, expertAt, type ExpertMapSpec } from '../../charts/usage/expert-map.ts';
import { formatNumber } from '../../core/quantity.ts';
import { selectExperts } from '../../core/trace/selection.ts';
import { reordered } from '../../core/usage/pair-analysis.ts';
import type { ComparedExperts } from '../../state/probing.ts';
import { changeView, useView } from '../../state/view.ts';
import { liveLook } from '../../ui/look/chart-look.ts';
import { CellMatrix, type CellMark } from '../CellMatrix.tsx';
import { ChartExport, tableFiles } from '../ChartExport.tsx';
import { FigureRow, FigureTable } from '../FigureTable.tsx';
import styles from '../MatrixCard.module.css';
import { MatrixExport } from '../MatrixExport.tsx';
import { RampKey } from '../RampKey.tsx';
import { StillScene } from '../StillScene.tsx';
import { valueRange } from '../use-cells.ts';
import { useWidth } from '../use-width.ts';
import pairStyles from './PairsCard.module.css';
import { pickedExperts } from './usage.ts';

export interface SimilarityViewsProps {
  readonly similarity: ComparedExperts;
  readonly layer: number;
  /** Of files: what is compared. */
  readonly name: string;
  /** Cosines lie about 0, alignments above it. */
  readonly isCosine: boolean;
}

/** The same similarities as a matrix, a list of the closest and a map. */
export function SimilarityViews(props: SimilarityViewsProps) {
  const { similarity } = props;
  return (
    <div className={styles.body}>
      <div className={pairStyles.sides}>
        <SimilarityMatrix {...props} />
        <div className={styles.body}>
          <ExpertMap {...props} />
          <FigureTable head={['Most alike', 'Similarity']}>
            {similarity.analysis.closest.slice(0, 8).map(({ a, b, similarity: value }) => (
              <FigureRow
                key={`${a} ${b}`}
                label={`${similarity.experts[a]!} and ${similarity.experts[b]!}`}
                figures={[formatNumber(value, 3)]}
              />
            ))}
          </FigureTable>
        </div>
      </div>
    </div>
  );
}

/** Experts, clustered, by experts; around 0 for cosines, from 0 up for CKA. */
function SimilarityMatrix({ similarity, layer, name, isCosine }: SimilarityViewsProps) {
  const selection = useView((view) => view.selection);
  const shown = useMemo(() => {
    const { order } = similarity.analysis;
    const { values } = reordered(similarity.values, order);
    const labels = order.map((row) => String(similarity.experts[row]!));
    const cells = values.map((value, at) => (at % (order.length + 1) === 0 ? NaN : value));
    const [low, high] = valueRange(cells);
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return {
      order,
      rowLabels: labels,
      columnLabels: labels,
      values: cells,
      domain: isCosine ? ([-most, most] as const) : ([low, high] as const),
      ramp: isCosine ? ('around' as const) : ('rising' as const),
      density: 'fit' as const,
    };
  }, [similarity, isCosine]);
  const { order, values, domain, ramp } = shown;
  const pairAt = useCallback(
    (cell: number) =>
      [order[Math.floor(cell / order.length)]!, order[cell % order.length]!].map(
        (row) => similarity.experts[row]!,
      ) as [number, number],
    [order, similarity],
  );
  const sentenceOf = useCallback(
    (cell: number) => {
      const [a, b] = pairAt(cell);
      return a === b
        ? `Expert ${a}`
        : `Experts ${a} and ${b}: ${TITLE.toLowerCase()} ${formatNumber(values[cell]!, 3)}`;
    },
    [pairAt, values],
  );
  const marked = useMemo((): readonly CellMark[] => {
    const places = pickedExperts(selection, layer)
      .map((expert) => order.findIndex((row) => similarity.experts[row] === expert))
      .filter((place) => place >= 0);
    if (places.length > MOST_OUTLINED) return [];
    return places.flatMap((row) =>
      places.map((column) => ({ cell: row * order.length + column, color: (look) => look.ink })),
    );
  }, [selection, layer, order, similarity]);
  const choose = (cell: number) => {
    const both = [...new Set(pairAt(cell))].map((expert) => ({ layer, expert }));
    changeView({ selection: selectExperts(selection, both) });
  };
  return (
    <div className={styles.body}>
      <div className={styles.controls}>
        <RampKey
          domain={domain}
          name={TITLE}
          format={(value) => formatNumber(value, 2)}
          isPending={false}
          ramp={ramp}
        />
        <MatrixExport
          grid={shown}
          values={values}
          name={TITLE}
          domain={domain}
          fileName={`similarity-${fileName(name)}-layer-${layer}`}
        />
      </div>
      <CellMatrix
        {...shown}
        label="Experts by experts. Arrow keys move, Enter picks both."
        summary={`${order.length} by ${order.length} similarities, alike experts side by side`}
        sentenceOf={sentenceOf}
        marked={marked}
        onChooseCell={choose}
      />
    </div>
  );
}

const TITLE = 'Similarity';
const MOST_OUTLINED = 12;
const MAP_HEIGHT = 300;

function ExpertMap({ similarity, layer, name }: SimilarityViewsProps) {
  const selection = useView((view) => view.selection);
  const [ref, width] = useWidth<HTMLDivElement>();
  const { experts, analysis } = similarity;
  const spec = useMemo(
    (): ExpertMapSpec => ({
      width: Math.max(220, width),
      height: MAP_HEIGHT,
      experts,
      places: analysis.map.places,
      shown: analysis.map.shown,
      picked: pickedExperts(selection, layer),
    }),
    [width, experts, analysis, selection, layer],
  );
  const scene = useMemo(() => drawExpertMap(spec, liveLook), [spec]);
  const choose = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const expert = expertAt(spec, event.clientX - box.left, event.clientY - box.top);
    if (expert !== null) changeView({ selection: selectExperts(selection, [{ layer, expert }]) });
  };
  return (
    <div className={styles.body}>
      <div className={styles.controls}>
        <span>{scene.sentence}</span>
        <ChartExport
          what="the map"
          fileName={`map-${fileName(name)}-layer-${layer}`}
          picture={(look) => drawExpertMap({ ...spec, width: 640, height: 480 }, look)}
          {...tableFiles(() => ({
            columns: ['expert', 'x', 'y'],
            rows: experts.map((expert, i) => [
              expert,
              analysis.map.places.values[2 * i]!,
              analysis.map.places.values[2 * i + 1]!,
            ]),
          }))}
        />
      </div>
      <div ref={ref} onPointerUp={choose}>
        {width > 0 && <StillScene scene={scene} />}
      </div>
    </div>
  );
}

/** Names of producers hold what names of files can't. */
function fileName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
