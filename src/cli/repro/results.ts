/** Results of a preset as Markdown: what was run, and every row beside what is published of it. */
import { meanInterval } from '../../core/mean-interval.ts';
import type { Preset, PresetRow } from '../../training/presets/preset.ts';
import type { DoneRow } from './done-rows.ts';
import type { RowFigures } from './train-row.ts';

type Measure = Exclude<keyof RowFigures, 'seconds'>;

const columns: readonly { readonly title: string; readonly of: Measure; readonly places: number }[] = [
  { title: 'train error', of: 'trainError', places: 3 },
  { title: 'test error', of: 'testError', places: 3 },
  { title: 'I(E;Ŷ)', of: 'informationBits', places: 2 },
  { title: 'I(E;Y)', of: 'trueInformationBits', places: 2 },
  { title: 'H_s', of: 'gateEntropyBits', places: 3 },
  { title: 'H_u', of: 'usageEntropyBits', places: 2 },
];

export interface ResultsContext {
  readonly preset: Preset;
  /** Rows of the same number of epochs. */
  readonly done: readonly DoneRow[];
  readonly epochs: number;
  readonly trainedSamples: number;
  readonly testSamples: number;
  readonly command: string;
}

export function resultsText(context: ResultsContext): string {
  const { preset, done, epochs } = context;
  const byRow = preset.rows.map((row) => ({ row, done: done.filter(({ label }) => label === row.label) }));
  const ready = byRow.filter((entry) => entry.done.length > 0);
  const missing = byRow.filter((entry) => entry.done.length === 0).map(({ row }) => row.label);
  const published = preset.rows[0]!.recipe.epochs;
  return [
    `# ${preset.name}`,
    preset.papers
      .map(({ cite, title, arxiv }) => `${cite}, “${title}”${arxiv ? `, arXiv ${arxiv}` : ''}.`)
      .join(' '),
    `Written by \`${context.command}\`, whatever it says.`,
    '## What was run',
    list([
      `Trained on ${context.trainedSamples.toLocaleString('en')} samples, tested on ${context.testSamples.toLocaleString('en')}.`,
      `${epochs} epochs${epochs === published ? ', as published' : `, not the ${published} of the paper: this is a bounded run, and errors are to be expected higher`}.`,
      `Runs of each row, with seeds 1, 2, …: ${ready.map(({ row, done: runs }) => `${row.label}: ${runs.length}`).join('; ')}.${ready.every(({ done: runs }) => runs.length >= 10) ? '' : ' The paper has ten.'}`,
      ...(missing.length === 0 ? [] : [`Not run: ${missing.join('; ')}.`]),
      'On WASM with one thread, in Node.',
      ...preset.departures,
    ]),
    '## Best run by training error, as published',
    'Published figures are in brackets. Entropies and information are in bits.',
    table(ready, bestOf),
    '## Mean and 95 % interval',
    table(ready, intervalOf),
    '',
  ].join('\n\n');
}

interface Entry {
  readonly row: PresetRow;
  readonly done: readonly DoneRow[];
}
type Cell = (values: readonly RowFigures[], measure: (typeof columns)[number], row: PresetRow) => string;

function table(entries: readonly Entry[], cell: Cell): string {
  const head = ['row', 'runs', ...columns.map(({ title }) => title)];
  const lines = entries.map(({ row, done }) => {
    const values = done.map(({ figures }) => figures);
    return [row.label, String(done.length), ...columns.map((measure) => cell(values, measure, row))];
  });
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const bestOf: Cell = (values, { of, places }, { published }) => {
  const best = values.reduce((a, b) => (b.trainError < a.trainError ? b : a));
  const beside = of === 'trueInformationBits' ? undefined : published?.[of];
  return `${best[of].toFixed(places)}${beside === undefined ? '' : ` (${beside.toFixed(3)})`}`;
};

const intervalOf: Cell = (values, { of, places }) => {
  const { mean, margin } = meanInterval(values.map((figures) => figures[of]));
  return Number.isNaN(margin) ? mean.toFixed(places) : `${mean.toFixed(places)} ± ${margin.toFixed(places)}`;
};

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
