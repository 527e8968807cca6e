/** One matrix an expert and projection under `feed_forward`, with the projections spelt out: Jamba, Llama 4 in 8 bits. */
import { defineLayout } from '../layout.ts';
import { gatedNames } from './projection-names.ts';

export const feedForwardExperts = defineLayout('feed-forward-experts', [
  { role: 'router', name: 'feed_forward.router', axes: ['expert', 'in'] },
  { role: 'expert', name: 'feed_forward.experts.{expert}.{proj}', projections: gatedNames },
  { role: 'shared-expert', name: 'feed_forward.shared_expert.{proj}', projections: gatedNames },
]);
