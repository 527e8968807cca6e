/** The ways to train a pruned model on, in words. */
import type { FineTuneMethod } from '../../../core/pruning/fine-tune.ts';

interface FineTuneWords {
  readonly name: string;
  readonly text: string;
  readonly reference?: { readonly text: string; readonly href: string };
}

export const fineTuneWords: Readonly<Record<FineTuneMethod, FineTuneWords>> = {
  retrain: {
    name: 'Everything, from labels',
    text: 'Every weight that is left goes on learning as in the first training.',
  },
  entropy: {
    name: 'Everything, with a surer gate and fewer experts a sample',
    text: 'A penalty on the entropy of the gate makes it decide for few experts, whose number falls over the first half of the steps.',
    reference: {
      text: 'SEER-MoE: Muzio, Sun & He 2024, arXiv 2404.05089',
      href: 'https://arxiv.org/abs/2404.05089',
    },
  },
  router: {
    name: 'The gate alone, from the whole model',
    text: 'The gate learns to send samples so that the pruned model says what the whole one says. Experts stay as they are, and labels are not needed.',
    reference: { text: 'Router distillation, arXiv 2603.02217', href: 'https://arxiv.org/abs/2603.02217' },
  },
};
