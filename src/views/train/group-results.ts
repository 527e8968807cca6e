/** A group of runs as a table and as the points of a chart. */
import type { FigureSeries } from '../../charts/figure-chart.ts';
import type { RecipePath } from '../../core/recipe-path.ts';
import { figureSpread, groupTable, type GroupRow } from '../../core/run-groups.ts';
import { runFigures, type RunFigure } from '../../core/run-figures.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import type { RunRecord } from '../../state/training/run-record.ts';
import { completed, pathLabel, valueText } from './recipe-words.ts';

export interface GroupResult {
  /** Varied settings, seeds left out. */
  readonly paths: readonly RecipePath[];
  readonly labels: readonly string[];
  readonly rows: readonly ResultRow[];
}

export interface ResultRow {
  /** In words, setting by setting. */
  readonly values: readonly string[];
  readonly row: GroupRow<RunRecord>;
}

export function groupResult(offer: TrainerOffer, runs: readonly RunRecord[]): GroupResult {
  const { paths, rows } = groupTable(runs.map((run) => ({ ...run, recipe: completed(offer, run.recipe) })));
  return {
    paths,
    labels: paths.map((path) => pathLabel(offer, path)),
    rows: rows.map((row) => ({
      row,
      values: row.values.map((value, i) => valueText(offer, paths[i]!, value)),
    })),
  };
}

export interface FigureData {
  readonly axis: string;
  readonly places: readonly string[];
  readonly series: readonly FigureSeries[];
}

/** The figure over one of the settings; every combination of the others is a series. */
export function figureData(
  { labels, rows }: GroupResult,
  figure: RunFigure,
  { along, colours }: { readonly along: number; readonly colours: readonly string[] },
): FigureData {
  const places = [...new Set(rows.map(({ values }) => values[along] ?? ''))];
  const othersOf = (values: readonly string[]) =>
    values.flatMap((value, i) => (i === along ? [] : [`${labels[i]!} ${value}`])).join(', ');
  const names = [...new Set(rows.map(({ values }) => othersOf(values)))];
  return {
    axis: labels[along] ?? 'Seeds of one recipe',
    places: labels.length === 0 ? ['all seeds'] : places,
    series: names.map((label, i) => ({
      label,
      color: colours[i % colours.length]!,
      points: rows
        .filter(({ values }) => othersOf(values) === label)
        .map(({ values, row }) => {
          const { mean, deviation } = figureSpread(row, figure);
          return {
            place: places.indexOf(values[along] ?? ''),
            mean,
            deviation,
            runs: row.runs.flatMap(({ test }) => (test === null ? [] : [figure.compute(test)])),
          };
        }),
    })),
  };
}

/** One line a run: its varied settings, its seed, its state and every figure. */
export function resultsToCsv({ paths, rows }: GroupResult): string {
  const head = ['run', ...paths, 'seed', 'state', 'steps', 'seconds', ...runFigures.map(({ id }) => id)];
  const lines = rows.flatMap(({ row: { values, runs } }) =>
    runs.map(({ name, recipe, state, step, seconds, test }) => [
      name,
      ...values.map((value) => value ?? ''),
      recipe.seed,
      state,
      step,
      Number(seconds.toFixed(3)),
      ...runFigures.map((figure) => (test === null ? '' : figure.compute(test))),
    ]),
  );
  return [head, ...lines].map((line) => line.map(csvField).join(',')).join('\n') + '\n';
}

function csvField(value: string | number | boolean): string {
  if (typeof value === 'number' && Number.isNaN(value)) return '';
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
