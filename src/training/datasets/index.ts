/** The datasets that come along, in the order in which they are offered. One file and one line adds another. */
import type { Parameters } from '../../core/parameters.ts';
import type { DatasetKind } from './dataset.ts';
import type { DatasetDefinition } from './definition.ts';
import { cifar10 } from './cifar10.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { imdb } from './imdb.ts';
import { mnistFashion } from './mnist-fashion.ts';
import { mnist } from './mnist.ts';
import { prepared, type PreparedId } from './prepared.ts';
import { clusters } from './synthetic/clusters.ts';
import { modularSum } from './synthetic/modular-sum.ts';
import { moons } from './synthetic/moons.ts';
import { spirals } from './synthetic/spirals.ts';

export const datasets = [
  mnist,
  fashionMnist,
  mnistFashion,
  cifar10,
  imdb,
  moons,
  spirals,
  clusters,
  modularSum,
] as const satisfies readonly DatasetDefinition[];

export type DatasetId = (typeof datasets)[number]['id'];

export function datasetById(id: DatasetId): DatasetDefinition {
  return datasets.find((definition) => definition.id === id)!;
}

export function isDatasetId(text: string): text is DatasetId {
  return datasets.some(({ id }) => id === text);
}

/** What a page needs to offer a dataset: plain data, which crosses threads. */
export interface DatasetOffer {
  /** `file` for files of the person's. */
  readonly id: DatasetId | 'file';
  readonly name: string;
  readonly kind: DatasetKind;
  readonly summary: string;
  readonly parameters: Parameters;
  /** What is to be fetched before it can be used; empty if it can be used now. */
  readonly missing: readonly { readonly name: string; readonly command: string; readonly bytes: number }[];
}

/** All datasets, with what is missing of each beside this page. */
export function offerDatasets(present: readonly PreparedId[]): readonly DatasetOffer[] {
  return datasets.map(({ id, name, kind, summary, parameters, needs }) => ({
    id,
    name,
    kind,
    summary,
    parameters,
    missing: needs
      .filter((need) => !present.includes(need))
      .map((need) => ({
        name: prepared[need].name,
        command: prepared[need].command ?? 'npm run build',
        bytes: prepared[need].downloadBytes,
      })),
  }));
}
