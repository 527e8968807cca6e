import type { Criterion, Lack, Scores } from '../criterion.ts';
import type { PlanBasis } from '../plan-basis.ts';
import { gridNorms, noRouters } from './router-norms.ts';

const reference = {
  text: 'Chowdhury et al. 2024, arXiv 2405.16646',
  href: 'https://arxiv.org/abs/2405.16646',
};
const source = 'Two checkpoints of one model: this one, and beside it the one that it was fine-tuned from.';

/** As the authors' code has it. */
export const routerNormGrowth = {
  id: 'router-norm-growth',
  name: 'Growth of the router’s norm',
  formula: '‖wᵢ‖₂ − ‖wᵢ before fine-tuning‖₂',
  explanation:
    'By how much fine-tuning made the router’s vector longer: routers of experts that matter to the task grow, by the authors’ theory and code.',
  reference,
  needs: 'two-checkpoints',
  source,
  scores: (basis) => changes(basis, (change) => change),
} as const satisfies Criterion;

/** As the paper's abstract has it. */
export const routerNormChange = {
  id: 'router-norm-change',
  name: 'Change of the router’s norm',
  formula: '|‖wᵢ‖₂ − ‖wᵢ before fine-tuning‖₂|',
  explanation:
    'By how much fine-tuning changed the router’s length, either way: the paper prunes the smallest changes first.',
  reference,
  needs: 'two-checkpoints',
  source,
  scores: (basis) => changes(basis, Math.abs),
} as const satisfies Criterion;

function changes(basis: PlanBasis, scoreOf: (change: number) => number): Scores | Lack {
  const { routers, routersBefore } = basis.input;
  if (routersBefore === null) return { lack: 'No second checkpoint is there to compare routers with.' };
  const after = routers === null ? null : gridNorms(basis, routers);
  if (after === null) return { lack: noRouters };
  const before = gridNorms(basis, routersBefore);
  const values = before?.map((norm, i) => scoreOf(after[i]! - norm));
  if (values?.some((value) => !Number.isNaN(value)) !== true)
    return { lack: `The routers of ${routersBefore.name} are those of another model.` };
  return { values };
}
