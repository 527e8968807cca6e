import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Catalogue } from '../core/catalogue.ts';
import { expertProjections, gridOf } from '../core/grid.ts';
import { measureList } from '../core/sketch/measure-list.ts';
import { projections } from '../core/structure.ts';
import { changeView, toggleCurve, useView } from '../state/view.ts';
import { Card } from '../ui/Card.tsx';
import { Explain } from '../ui/Explain.tsx';
import { Select } from '../ui/Select.tsx';
import { useToast } from '../ui/Toasts.tsx';
import { ExpertMatrix } from './ExpertMatrix.tsx';
import styles from './MatrixCard.module.css';
import { formatMeasure } from './measure-format.ts';
import { MeasureExplain } from './MeasureExplain.tsx';
import { MatrixExport } from './MatrixExport.tsx';
import { RampKey } from './RampKey.tsx';
import type { Analysis } from './use-analyses.ts';
import { cellsQuery, useCutCells, valueRange } from './use-cells.ts';
import type { DrawnCurve } from './use-drawn-curves.ts';

export interface MatrixCardProps {
  readonly analyses: readonly Analysis[];
  readonly curves: readonly (DrawnCurve | null)[];
  /** The curve whose cut can be shown. */
  readonly read: DrawnCurve | null;
}

/** Layers × experts, coloured by a measure; choosing a cell draws its curve. */
export function MatrixCard({ analyses, curves, read }: MatrixCardProps) {
  const view = useView();
  const toast = useToast();
  const analysis = analyses.find(({ source }) => source.id === view.matrixSource) ?? analyses[0];
  const catalogue = analysis?.source.catalogue;
  const grid = useMemo(
    () => (catalogue === undefined ? null : gridOf(catalogue, view.projection)),
    [catalogue, view.projection],
  );
  const measure = measureList.find(({ id }) => id === view.measure) ?? defaultMeasure;
  const isCut = view.measure === 'cut' && view.cut !== null;
  const measured = useQuery({
    ...cellsQuery(isCut ? undefined : analysis, grid, measure, view),
    placeholderData: keepPreviousData,
  });
  const cutCells = useCutCells(isCut ? analysis : undefined, grid, read);
  const values = isCut ? cutCells : (measured.data ?? null);
  // the same from render to render, so that the matrix is drawn again only when it looks different
  const domain = useMemo(() => (isCut ? ([0, 1] as const) : valueRange(values)), [isCut, values]);
  if (analysis === undefined || grid === null || grid.layers.length === 0) return null;

  const isExperts = grid.kind === 'experts';
  const choose = (scope: string) => {
    const drawn = curves.map((curve) => curve?.choice ?? null);
    if (toggleCurve(drawn, { source: analysis.source.id, scope }) === 'full') {
      toast({ text: 'Eight curves are the most that can be told apart. Remove one first.' });
    }
  };
  const format = (value: number) => formatMeasure(isCut ? 'fraction' : measure.kind, value);
  const name = isCut ? cutName : measure.name;
  return (
    <Card
      title={isExperts ? 'Experts' : 'Layers'}
      subtitle={`${isExperts ? 'Layers down, experts across' : 'Layers down, projections across'}; choose cells or labels to draw their curves`}
      explain={isCut ? cutExplain : <MeasureExplain measure={measure} />}
      actions={
        <div className={styles.controls}>
          {analyses.length > 1 && (
            <Select
              label="Checkpoint"
              isLabelHidden
              size="small"
              value={analysis.source.id}
              onChange={(matrixSource) => changeView({ matrixSource })}
              options={analyses.map(({ source }) => ({ value: source.id, label: source.label }))}
            />
          )}
          {isExperts && <ProjectionSelect catalogue={analysis.source.catalogue} />}
          <Select
            label="Coloured by"
            isLabelHidden
            size="small"
            value={isCut ? 'cut' : measure.id}
            onChange={(id) => changeView({ measure: id })}
            options={[
              ...measureList.map(({ id, name: label }) => ({ value: id, label })),
              { value: 'cut', label: cutName, isDisabled: view.cut === null },
            ]}
          />
          <MatrixExport grid={grid} values={values} name={name} domain={domain} />
        </div>
      }
    >
      <div className={styles.body}>
        <ExpertMatrix
          grid={grid}
          values={values}
          domain={domain}
          measureName={name}
          format={format}
          projection={view.projection}
          curves={curves.filter((curve) => curve?.choice.source === analysis.source.id)}
          picked={view.selection.experts}
          onChoose={choose}
        />
        <RampKey domain={domain} name={name} format={format} isPending={values === null} />
      </div>
    </Card>
  );
}

const cutName = 'Weights kept at the cut';

const cutExplain = (
  <Explain title={cutName} formula="#{w : |w| ≥ threshold} / n">
    What the threshold of the cut leaves of each cell’s weights: one threshold for all, so cells of small
    weights lose most. Read off the sketch of each cell, which interpolates where a threshold falls between
    two of its bins.
  </Explain>
);

const defaultMeasure = measureList.find(({ id }) => id === 'gini') ?? measureList[0];

function ProjectionSelect({ catalogue }: { readonly catalogue: Catalogue }) {
  const projection = useView((view) => view.projection);
  const present = useMemo(() => expertProjections(catalogue), [catalogue]);
  if (present.length < 2) return null;
  return (
    <Select
      label="Projection"
      isLabelHidden
      size="small"
      value={projection ?? 'all'}
      onChange={(value) => changeView({ projection: projections.find((known) => known === value) ?? null })}
      options={[
        { value: 'all', label: 'All projections' },
        ...present.map((value) => ({ value: value, label: value })),
      ]}
    />
  );
}
