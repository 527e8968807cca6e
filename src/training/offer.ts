/** The registries as plain data, from which a form is drawn in another thread. */
import type { Dataset } from './datasets/dataset.ts';
import { offerDatasets, type DatasetOffer } from './datasets/index.ts';
import type { PreparedId } from './datasets/prepared.ts';
import { encoders } from './encoders/index.ts';
import { expertKinds } from './experts/index.ts';
import { losses } from './losses/index.ts';
import { optimizers } from './optimizers/index.ts';
import type { PartDeclaration } from './part.ts';
import { placements } from './placements/index.ts';
import { presets } from './presets/index.ts';
import { regularizers } from './regularizers/index.ts';
import { routers } from './routers/index.ts';
import { trunks } from './trunks/index.ts';

/** `present` are the prepared datasets that lie beside the page. */
export function offerParts(present: readonly PreparedId[]) {
  return {
    datasets: offerDatasets(present),
    encoders: encoders.map(declared),
    trunks: trunks.map(declared),
    placements: placements.map(declared),
    routers: routers.map(declared),
    experts: expertKinds.map(declared),
    losses: losses.map(declared),
    regularizers: regularizers.map(declared),
    optimizers: optimizers.map(declared),
    presets,
  };
}

/** Files of the person's, as a choice beside the datasets that come along. */
export function offerDropped({ name, kind, train, test, classes }: Dataset): DatasetOffer {
  const samples = `${train.labels.length.toLocaleString('en')} samples to train on, ${test.labels.length.toLocaleString('en')} to test`;
  return {
    id: 'file',
    name,
    kind,
    summary: `Files of your own: ${samples}, ${classes.length} classes.`,
    parameters: {
      name: {
        type: 'choice',
        choices: [{ value: name, label: name }],
        default: name,
        label: 'Files',
        explanation: 'What was dropped on the page last.',
      },
    },
    missing: [],
  };
}

/** Without what it does: functions cross no thread. */
function declared({ id, name, explanation, papers, parameters }: PartDeclaration): PartDeclaration {
  return { id, name, explanation, papers, parameters };
}
