/** MNIST in arXiv 2302.14703: small enough for its own set-up, networks and all. */
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
  dataset: part('mnist'),
  experts: 5,
  expert: { convolutions: 'one', filters: 1, narrow: 5, wide: 32 },
  trunk: { convolutions: 'one', filters: 1, wide: 128, narrow: 32 },
  batchSize: 512,
});

export const krishnamurthyMnist: Preset = {
  id: 'krishnamurthy-mnist',
  name: 'Krishnamurthy 2023: MNIST',
  explanation:
    'Five tiny experts and a gate that sees more than they do. Left alone, gate and experts part the digits badly; penalties, or a gate that looks at the experts, part them better.',
  papers: [krishnamurthy2023],
  data: 'MNIST: 60,000 digits to train on, 10,000 to test.',
  backbone: 'None: experts of 1,382 weights and a gate of 26,063 see the image, as in the paper.',
  protocol: `${publishedProtocol} Batches of 512.`,
  departures: sharedDepartures,
  rows: [
    rows.original('', [], [0.021, 0.038, 2.022, 0.092, 2.172]),
    rows.single([0.097, 0.096]),
    rows.original(' + importance 0.2', importanceOf(0.2), [0.015, 0.032, 2.262, 0.061, 2.32]),
    rows.original(' + L_s (10⁻⁶, 10⁻⁶)', similarityOf(1e-6, 1e-6), [0.015, 0.029, 2.244, 0.051, 2.246]),
    rows.attentive('', [], [0.019, 0.033, 1.797, 0.071, 2.055]),
    rows.attentive(' + importance', importanceOf(0.2), [0.013, 0.035, 2.26, 0.055, 2.266]),
    rows.attentive(' + L_s (10⁻⁶, 10⁻²)', similarityOf(1e-6, 0.01), [0.013, 0.032, 2.275, 0.039, 2.321]),
    rows.distilled(' + importance 0.4', importanceOf(0.4), [0.009, 0.03, 2.301, 0.036, 2.32]),
    rows.distilled(' + L_s (10⁻⁶, 10⁻³)', similarityOf(1e-6, 1e-3), [0.009, 0.028, 2.191, 0.056, 2.319]),
  ],
};
