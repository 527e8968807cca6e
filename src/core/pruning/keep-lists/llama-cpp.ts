/**
 * What `gguf_prune.py --stats` reads: scores by layer, of which it keeps the highest. Those that stay have 1 here and the
 * others 0. It leaves gate matrices as they are, so models that have them would come out broken; and it keeps all
 * experts of layers that it finds nothing of. (ggml-org/llama.cpp, pull request 20454, tools/moe-pruning/gguf_prune.py)
 */
import { unevenness, type KeepList, type KeepListForm } from './keep-list.ts';

function misfit(list: KeepList): string | null {
  return list.isGated
    ? 'The pruner does not cut gate matrices of experts (ffn_gate_exps), and this model has them.'
    : unevenness(list);
}

export const llamaCpp: KeepListForm = {
  id: 'llama-cpp',
  name: 'llama.cpp’s expert pruner',
  explanation:
    'gguf_prune.py --stats FILE --keep_n KEPT --n_experts EXPERTS, of the open pull request 20454 of llama.cpp.',
  fileName: 'expert-stats.json',
  misfit,
  format: ({ layers }) => {
    const scores = layers.map(({ label, experts, kept }) => {
      const reap = Array.from({ length: experts }, (_, expert) => (kept.includes(expert) ? 1 : 0));
      return `${JSON.stringify(label)}: ${JSON.stringify({ reap })}`;
    });
    return `{\n${scores.join(',\n')}\n}\n`;
  },
};
