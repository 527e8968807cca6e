/**
 * What vLLM-Ascend's `expert_list_file` has: a line for each layer with all its experts in order, of which the first stay,
 * as many as `expert_prune_ratio` leaves of all. (vllm-project/vllm-ascend, pull request 12525, of Qwen3-MoE)
 */
import { unevenness, type KeepListForm } from './keep-list.ts';

export const vllmAscend: KeepListForm = {
  id: 'vllm-ascend',
  name: 'vLLM-Ascend’s expert list',
  explanation:
    '--additional-config with expert_list_file and expert_prune_ratio (one less the share kept), of the open pull request 12525 of vLLM-Ascend, for Qwen3-MoE.',
  fileName: 'expert-list.jsonl',
  misfit: unevenness,
  format: ({ layers }) => {
    const lines = layers.map(({ label, experts, kept }) => {
      const removed = Array.from({ length: experts }, (_, expert) => expert).filter(
        (expert) => !kept.includes(expert),
      );
      return `${JSON.stringify({ [label]: [...kept, ...removed] })}\n`;
    });
    return lines.join('');
  },
};
