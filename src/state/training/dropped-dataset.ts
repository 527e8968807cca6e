/** Files of the person's as a dataset to train on. */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { queryClient } from '../services.ts';
import { changeView, useView } from '../view.ts';
import { offerQuery } from './trainer-offer.ts';
import { giveDataset, theAdviser } from './trainer.ts';

const HEAD_BYTES = 4;

/** Told by name, and by its first bytes: IDX, gzip (which no checkpoint is), CIFAR batches, tables. */
export async function isDatasetFile({ path, recipe }: OpenableFile): Promise<boolean> {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/\.(csv|tsv|jsonl|ndjson)$/.test(name)) return true;
  if (/^((data|test)_batch(_\d+)?|train|test)\.bin$/.test(name)) return true;
  if (/^(batches\.meta|.*label_names)\.txt$/.test(name)) return true;
  if (recipe.kind !== 'file') return false;
  const head = new Uint8Array(await recipe.file.slice(0, HEAD_BYTES).arrayBuffer());
  return isGzip(head) || isIdx(head);
}

/** Opens the files, offers them beside the other datasets, and takes them for the recipe. */
export async function openDataset(files: readonly OpenableFile[], signal: AbortSignal): Promise<void> {
  const dataset = await theAdviser().call('openDataset', files, { signal });
  giveDataset(files);
  const offer = await queryClient.query(offerQuery);
  const others = offer.datasets.filter(({ id }) => id !== 'file');
  queryClient.setQueryData(offerQuery.queryKey, { ...offer, datasets: [...others, dataset] });
  const { recipe } = useView.getState();
  const encoder = dataset.kind === 'text' ? 'bag' : 'flat';
  const isSuited = recipe.encoder.id === encoder;
  changeView({
    panel: 'train',
    recipe: {
      ...recipe,
      dataset: { id: 'file', values: { name: dataset.name } },
      encoder: isSuited ? recipe.encoder : { id: encoder, values: {} },
      placement: isSuited ? recipe.placement : { id: 'head', values: {} },
    },
  });
}

function isGzip([a, b]: Uint8Array): boolean {
  return a === 0x1f && b === 0x8b;
}

/** Two zeros, a type and a number of axes (`training/datasets/reading/idx.ts`). */
function isIdx([a, b, type, axes]: Uint8Array): boolean {
  const types = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];
  return a === 0 && b === 0 && types.includes(type!) && axes! >= 1 && axes! <= 4;
}
