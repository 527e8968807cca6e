/** CIFAR-10 and CIFAR-100 in arXiv 2302.14703: experts and gate of four convolutions. */
import { krishnamurthy2023 } from '../papers.ts';
import {
  importanceOf,
  publishedProtocol,
  rowsFor,
  sharedDepartures,
  similarityOf,
} from './krishnamurthy-rows.ts';
import type { Preset } from './preset.ts';
import { part } from './recipes.ts';

/** Of everything but the number of experts and the dataset. */
const networks = {
  expert: { convolutions: 'four', filters: 4, narrow: 64, wide: 32 },
  trunk: { convolutions: 'four', filters: 4, wide: 512, narrow: 32 },
  batchSize: 128,
  // PyTorch's weight decay under Adam: 0.001 of each weight in its gradient
  always: [part('l2', { strength: 0.0005, scope: 'all' })],
} as const;
const similarity = similarityOf(1e-6, 1e-6);

const departures = [
  ...sharedDepartures,
  'Four filters in each first convolution, and no batch norms.',
  'The strengths of L_s, which the tables do not give for every row, are 10⁻⁶ throughout.',
  'In some published rows I exceeds H_u, which cannot be of the same counts: take them with care.',
] as const;
const backbone = 'None: experts and gate are networks of four convolutions that see the image.';
const protocol = `${publishedProtocol} Batches of 128, weight decay 0.001.`;

const ten = rowsFor({ ...networks, dataset: part('cifar10'), experts: 5 });

export const krishnamurthyCifar10: Preset = {
  id: 'krishnamurthy-cifar10',
  name: 'Krishnamurthy 2023: CIFAR-10',
  explanation:
    'Five convolutional experts on small photographs, with and without penalties and an attentive gate.',
  papers: [krishnamurthy2023],
  data: 'CIFAR-10: 50,000 photographs of 32 × 32 to train on, 10,000 to test.',
  backbone,
  protocol,
  departures,
  rows: [
    ten.original('', [], [0.116, 0.276, 2.174, 0.337, 2.118]),
    ten.single([0.323, 0.368]),
    ten.original(' + importance', importanceOf(0.2), [0.107, 0.254, 2.322, 0.376, 2.171]),
    ten.original(' + L_s', similarity, [0.088, 0.264, 2.21, 0.381, 2.121]),
    ten.attentive('', [], [0.094, 0.282, 2.076, 0.178, 2.231]),
    ten.attentive(' + importance 0.8', importanceOf(0.8), [0.051, 0.238, 2.295, 0.217, 2.007]),
    ten.attentive(' + L_s', similarity, [0.069, 0.267, 2.095, 0.21, 2.166]),
    ten.distilled(' + importance', importanceOf(0.2), [0.043, 0.239]),
    ten.distilled(' + L_s', similarity, [0.057, 0.267]),
  ],
};

const hundred = rowsFor({ ...networks, dataset: part('file'), experts: 20 });

export const krishnamurthyCifar100: Preset = {
  id: 'krishnamurthy-cifar100',
  name: 'Krishnamurthy 2023: CIFAR-100',
  explanation: 'Twenty experts for a hundred classes: here penalties and attention change most.',
  papers: [krishnamurthy2023],
  data: 'CIFAR-100: 50,000 photographs of 32 × 32 in a hundred classes to train on, 10,000 to test. Drop its binary files, train.bin and test.bin, on the page first.',
  backbone,
  protocol,
  departures,
  rows: [
    hundred.original('', [], [0.465, 0.509, 2.905, 0.78, 2.809]),
    hundred.single([0.565, 0.572]),
    hundred.original(' + importance 0.8', importanceOf(0.8), [0.45, 0.503, 4.199, 1.483, 4.027]),
    hundred.original(' + L_s', similarity, [0.439, 0.497, 4.113, 1.14, 3.913]),
    hundred.attentive('', [], [0.399, 0.491, 3.105, 0.747, 3.364]),
    hundred.attentive(' + importance 0.2', importanceOf(0.2), [0.35, 0.47, 3.795, 0.975, 3.643]),
    hundred.attentive(' + L_s', similarity, [0.373, 0.471, 3.445, 0.808, 3.451]),
  ],
};
