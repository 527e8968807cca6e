/** Files of the person's as a dataset to train on. */
import type { OpenableFile } from '../../core/checkpoint.ts';
import { queryClient } from '../services.ts';
import { changeView, useView } from '../view.ts';
import { offerQuery } from './trainer-offer.ts';
import { giveDataset, theAdviser } from './trainer.ts';

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
