/** The ways of merging: by what experts are grouped, how members are weighed, what becomes of the router. */
import type { MergeAction } from '../plan.ts';
import type { GroundsId } from './grounds.ts';
import type { GroupMaking } from './group-experts.ts';
import type { MergedLayer } from './merged-layer.ts';

export interface MergeMethod {
  readonly id: MergeAction['method'];
  readonly name: string;
  readonly formula: string;
  readonly explanation: string;
  readonly reference: { readonly text: string; readonly href: string };
  /** By what experts are alike: the first is the method’s own, the others stand in for it where it is not known. */
  readonly grounds: readonly GroundsId[];
  /** `linkage`: average-linkage clustering; `dominance`: everyone joins the most alike of the most used experts. */
  readonly grouping: 'linkage' | 'dominance';
  /** Unless the action says otherwise. */
  readonly weighing: GroupMaking['weighing'];
  readonly router: MergedLayer['router'];
}

const similarOutputs: MergeMethod = {
  id: 'similar-outputs',
  name: 'Similar outputs',
  formula: 'W = Σ αᵢ Wᵢ,  r = Σ αᵢ rᵢ;  likeness CKA(fᵢ(X), fⱼ(X))',
  explanation:
    'Experts that say the same of the same inputs are one, and so are their rows of the router: the layer then has fewer experts, as any program can run it. The paper found that leaving the router alone costs quality.',
  reference: {
    text: 'Zhang et al., Diversifying the Expert Knowledge for Task-Agnostic Pruning, arXiv 2407.09590',
    href: 'https://arxiv.org/abs/2407.09590',
  },
  grounds: ['outputs', 'router-rows'],
  grouping: 'linkage',
  weighing: 'equal',
  router: 'merged',
};

const hcSmoe: MergeMethod = {
  id: 'hc-smoe',
  name: 'HC-SMoE',
  formula: 'd(i, j) = ‖mean fᵢ(x) − mean fⱼ(x)‖₂, average linkage;  αᵢ = nᵢ ⁄ Σ n',
  explanation:
    'Experts with close mean outputs are one, weighed by how often each was chosen. The router stays: every row leads to the merged expert of its group, whose gate values add up.',
  reference: {
    text: 'Chen et al., Retraining-Free Merging of Sparse MoE via Hierarchical Clustering, arXiv 2410.08589',
    href: 'https://arxiv.org/abs/2410.08589',
  },
  grounds: ['mean-outputs', 'outputs', 'router-rows'],
  grouping: 'linkage',
  weighing: 'usage',
  router: 'kept',
};

const mSmoe: MergeMethod = {
  id: 'm-smoe',
  name: 'M-SMoE',
  formula: 'j joins the dominant i of the largest cos(logitsᵢ, logitsⱼ);  αᵢ = nᵢ ⁄ Σ n',
  explanation:
    'The experts that are chosen most are dominant, and each other one joins that whose router logits are most like its own. Members are weighed by how often they were chosen; the router stays, and gate values of a group add up.',
  reference: {
    text: 'Li et al., Merge, Then Compress (MC-SMoE), arXiv 2310.01334',
    href: 'https://arxiv.org/abs/2310.01334',
  },
  grounds: ['router-logits', 'router-rows'],
  grouping: 'dominance',
  weighing: 'usage',
  router: 'kept',
};

export const mergeMethods = [similarOutputs, hcSmoe, mSmoe] as const satisfies readonly MergeMethod[];

export function mergeMethodOf(id: MergeAction['method']): MergeMethod {
  return mergeMethods.find((method) => method.id === id)!;
}
