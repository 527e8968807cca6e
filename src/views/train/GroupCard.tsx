import { Download, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { drawFigureChart } from '../../charts/figure-chart.ts';
import { runFigure, runFigures, type RunFigure } from '../../core/run-figures.ts';
import { figureSpread } from '../../core/run-groups.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { deleteRuns, selectRun } from '../../state/training/runs.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Select } from '../../ui/Select.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { downloadText } from '../download.ts';
import { SceneView } from '../SceneView.tsx';
import { useWidth } from '../use-width.ts';
import { FigureExplain } from './FigureExplain.tsx';
import { formatBare, formatFigure, formatSpread, formatTick } from './figure-words.ts';
import styles from './GroupCard.module.css';
import { GroupCurves } from './GroupCurves.tsx';
import { figureData, groupResult, resultsToCsv, type GroupResult } from './group-results.ts';
import type { RunGroup } from './run-groups.ts';

export interface GroupCardProps {
  readonly offer: TrainerOffer;
  readonly group: RunGroup;
  readonly onShowRun: (id: string) => void;
}

/** What the curves of the weights are called among the figures to show. */
const CURVES = 'curves';

/** What a group of runs came to: mean and spread over seeds, as a chart and as a table. */
export function GroupCard({ offer, group, onShowRun }: GroupCardProps) {
  const result = useMemo(() => groupResult(offer, group.runs), [offer, group.runs]);
  const [shown, setShown] = useState<string>('accuracy');
  const [along, setAlong] = useState(0);
  const axis = Math.min(along, Math.max(0, result.paths.length - 1));
  const done = group.runs.filter(({ test }) => test !== null).length;
  const figure = runFigure(shown);
  return (
    <Card
      title={group.name}
      subtitle={`${done} of ${group.runs.length} runs done; figures are of the whole test split`}
      explain={shown === CURVES ? undefined : <FigureExplain figure={figure} />}
      actions={
        <>
          <Select
            label="Figure"
            isLabelHidden
            size="small"
            value={shown}
            onChange={setShown}
            options={[
              ...runFigures.map(({ id, name }) => ({ value: id, label: name })),
              { value: CURVES, label: 'Sparsity curves' },
            ]}
          />
          {result.paths.length > 1 && shown !== CURVES && (
            <Select
              label="Along"
              isLabelHidden
              size="small"
              value={String(axis)}
              onChange={(at) => setAlong(Number(at))}
              options={result.labels.map((label, i) => ({ value: String(i), label: `along ${label}` }))}
            />
          )}
          <Button
            size="small"
            icon={Download}
            onClick={() => downloadText(`${fileName(group.name)}.csv`, resultsToCsv(result), 'text/csv')}
          >
            CSV
          </Button>
          <DeleteGroup group={group} />
        </>
      }
    >
      <div className={styles.body}>
        {shown === CURVES ? (
          <GroupCurves result={result} />
        ) : (
          <FigureChart result={result} figure={figure} along={axis} />
        )}
        <ResultTable
          result={result}
          figure={figure}
          onShowRun={(id) => {
            selectRun(id);
            onShowRun(id);
          }}
        />
      </div>
    </Card>
  );
}

function DeleteGroup({ group }: { readonly group: RunGroup }) {
  const toast = useToast();
  const remove = () => {
    const undo = deleteRuns(group.runs.map(({ id }) => id));
    toast({ text: `${group.name}: all runs are deleted.`, action: { label: 'Undo', onSelect: undo } });
  };
  return <IconButton label="Delete all runs of the group" icon={Trash2} size="small" onClick={remove} />;
}

interface FigureChartProps {
  readonly result: GroupResult;
  readonly figure: RunFigure;
  readonly along: number;
}

function FigureChart({ result, figure, along }: FigureChartProps) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const scene = useMemo(
    () =>
      drawFigureChart(
        {
          ...figureData(result, figure, { along, colours: liveLook.series }),
          width,
          height: 300,
          name: figure.unit === 'bits' ? `${figure.name}, bits` : figure.name,
          format: (value) => formatBare(figure, value),
          formatTick: (value) => formatTick(figure, value),
        },
        liveLook,
      ),
    [result, figure, along, width],
  );
  return (
    <div ref={ref} className={styles.chart}>
      {width > 0 && <SceneView scene={scene} />}
    </div>
  );
}

/** Figures that every table has, beside the one that is drawn. */
const standing = ['accuracy', 'gini', 'information-true', 'usage-entropy', 'idle-experts'];

interface ResultTableProps {
  readonly result: GroupResult;
  readonly figure: RunFigure;
  readonly onShowRun: (id: string) => void;
}

function ResultTable({ result: { labels, rows }, figure, onShowRun }: ResultTableProps) {
  const figures = [figure, ...standing.filter((id) => id !== figure.id).map(runFigure)];
  return (
    <div className={styles.scroll} role="group" aria-label="Results" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {labels.map((label) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
            <th scope="col">Runs</th>
            {figures.map((one) => (
              <th key={one.id} scope="col" className={styles.figure}>
                <span className={styles.label}>
                  {one.shortName} <FigureExplain figure={one} />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ values, row }) => (
            <tr key={values.join()}>
              {values.map((value, i) => (
                <td key={labels[i]}>{value}</td>
              ))}
              <td>
                <span className={styles.runs}>
                  {row.runs.map((run) => (
                    <button
                      key={run.id}
                      type="button"
                      title={`${run.name}: ${run.state}`}
                      aria-label={`Show ${run.name}`}
                      className={styles.run}
                      data-state={run.state}
                      onClick={() => onShowRun(run.id)}
                    >
                      {run.recipe.seed}
                    </button>
                  ))}
                </span>
              </td>
              {figures.map((one) => {
                const { mean, deviation } = figureSpread(row, one);
                return (
                  <td key={one.id} className={styles.figure}>
                    {formatFigure(one, mean)}
                    {Number.isFinite(deviation) && (
                      <span className={styles.spread}> ± {formatSpread(one, deviation)}</span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function fileName(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '') || 'runs'
  );
}
