/** Fashion-MNIST in arXiv 2302.14703. */
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

const rows = rowsFor({
  dataset: part('fashion-mnist'),
  experts: 5,
  expert: { convolutions: 'one', filters: 1, narrow: 64, wide: 32 },
  trunk: { convolutions: 'one', filters: 1, wide: 512, narrow: 32 },
  batchSize: 512,
});
const similarity = similarityOf(1e-6, 1e-6);

export const krishnamurthyFashionMnist: Preset = {
  id: 'krishnamurthy-fashion-mnist',
  name: 'Krishnamurthy 2023: Fashion-MNIST',
  explanation:
    'The same five experts, wider, on clothes: the gate distilled from an attentive one does best.',
  papers: [krishnamurthy2023],
  data: 'Fashion-MNIST: 60,000 pictures of clothes to train on, 10,000 to test.',
  backbone: 'None: experts and gate are small convolutional networks that see the image.',
  protocol: `${publishedProtocol} Batches of 512.`,
  departures: [
    ...sharedDepartures,
    'One filter in each first convolution, and no batch norms.',
    'The strengths of L_s, which the tables do not give for every row, are 10⁻⁶ throughout.',
  ],
  rows: [
    rows.original('', [], [0.041, 0.104, 2.034, 0.081, 2.048]),
    rows.single([0.115, 0.132]),
    rows.original(' + importance 0.2', importanceOf(0.2), [0.031, 0.103, 2.301, 0.172, 2.321]),
    rows.original(' + L_s', similarity, [0.018, 0.095, 2.198, 0.11, 2.225]),
    rows.attentive('', [], [0.041, 0.098, 2.071, 0.114, 2.249]),
    rows.attentive(' + importance 0.8', importanceOf(0.8), [0.014, 0.098, 2.233, 0.101, 2.319]),
    rows.attentive(' + L_s', similarity, [0.014, 0.096, 2.296, 0.109, 2.321]),
    rows.distilled(' + importance 1.0', importanceOf(1), [0.004, 0.087, 2.227, 0.101, 2.318]),
    rows.distilled(' + L_s', similarity, [0.005, 0.089, 2.304, 0.076, 2.321]),
  ],
};
