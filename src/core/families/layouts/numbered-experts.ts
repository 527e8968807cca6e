/** One matrix an expert and projection under `feed_forward`, by Llama's numbers: Mistral's own files and LFM2. */
import { defineLayout } from '../layout.ts';
import { numberedNames } from './projection-names.ts';

export const numberedExperts = defineLayout('numbered-experts', [
  { role: 'router', name: 'feed_forward.gate', axes: ['expert', 'in'] },
  { role: 'expert', name: 'feed_forward.experts.{expert}.{proj}', projections: numberedNames },
]);
