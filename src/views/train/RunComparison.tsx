import { formatDuration } from '../../core/quantity.ts';
import { differingPaths, valueAt } from '../../core/recipe-path.ts';
import { runFigures } from '../../core/run-figures.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import type { RunRecord } from '../../state/training/run-record.ts';
import { useRuns } from '../../state/training/runs.ts';
import { Card } from '../../ui/Card.tsx';
import { liveLook } from '../../ui/look/chart-look.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import { FigureExplain } from './FigureExplain.tsx';
import { formatFigure } from './figure-words.ts';
import { completed, pathLabel, valueText } from './recipe-words.ts';
import styles from './RunComparison.module.css';
import { runStateText } from './run-words.ts';

/** The shown run beside those that were ticked: what differs in their recipes, and what they came to. */
export function RunComparison({ offer, run }: { readonly offer: TrainerOffer; readonly run: RunRecord }) {
  const records = useRuns((runs) => runs.records);
  const compared = useRuns((runs) => runs.compared);
  const beside = compared.flatMap((id) => records.find((record) => record.id === id) ?? []);
  if (beside.length === 0) return null;
  const runs = [run, ...beside];
  const recipes = runs.map(({ recipe }) => completed(offer, recipe));
  const paths = differingPaths(recipes);
  return (
    <Card
      title="Compared"
      subtitle={
        paths.length === 0
          ? 'Their recipes are the same'
          : 'What differs in their recipes, and what came of it'
      }
    >
      <div className={styles.scroll} role="group" aria-label="Comparison of runs" tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              {runs.map(({ id, name }, i) => (
                <th key={id} scope="col">
                  <span className={styles.run} title={name}>
                    <Swatch colour={liveLook.series[i] ?? liveLook.ink} />
                    <span className={styles.name}>{name}</span>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {paths.map((path) => (
              <tr key={path}>
                <th scope="row">{pathLabel(offer, path)}</th>
                {recipes.map((recipe, i) => (
                  <td key={runs[i]!.id}>{valueText(offer, path, valueAt(recipe, path))}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tbody>
            <FigureRows runs={runs} />
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function FigureRows({ runs }: { readonly runs: readonly RunRecord[] }) {
  return (
    <>
      {runFigures.map((figure) => (
        <tr key={figure.id}>
          <th scope="row">
            <span className={styles.label}>
              {figure.shortName} <FigureExplain figure={figure} />
            </span>
          </th>
          {runs.map(({ id, test }) => (
            <td key={id}>{test === null ? '–' : formatFigure(figure, figure.compute(test))}</td>
          ))}
        </tr>
      ))}
      <tr>
        <th scope="row">Time trained</th>
        {runs.map((run) => (
          <td key={run.id}>
            {formatDuration(run.seconds)}
            {run.state !== 'done' && `, ${runStateText(run)}`}
          </td>
        ))}
      </tr>
    </>
  );
}
