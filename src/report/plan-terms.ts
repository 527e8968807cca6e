/** How each figure of a plan comes about, and what the criteria of its actions are. */
import { criterionOf } from '../core/pruning/criteria/index.ts';
import { certaintyWords } from '../core/pruning/figure-words.ts';
import type { Certainty, PlanCosts } from '../core/pruning/plan-costs.ts';
import { keptFigures, planFigures } from '../core/pruning/plan-figures.ts';
import type { Plan } from '../core/pruning/plan.ts';
import type { Term } from './document.ts';

export function planTerms(plan: Plan, costs: PlanCosts): readonly Term[] {
  const figures = planFigures.filter(({ of }) => of(costs) !== null);
  return [
    ...criteriaTerms(plan),
    ...[...figures, ...keptFigures].map(({ name, text }) => ({ term: name, text })),
    ...(costs.routing === null ? [] : routingTerms),
    ...(costs.error === null ? [] : [errorTerm]),
    ...(Object.keys(certaintyWords) as Certainty[]).map((certainty) => ({
      term: `“${certaintyWords[certainty].mark}”`,
      text: certaintyWords[certainty].text,
    })),
  ];
}

function criteriaTerms({ actions }: Plan): readonly Term[] {
  const ids = actions.flatMap((action) =>
    action.kind === 'experts' && action.amount.kind !== 'picked' ? [action.criterion] : [],
  );
  return [...new Set(ids)].flatMap((id) => {
    const criterion = criterionOf(id);
    if (criterion === null) return [];
    const { name, formula, explanation, reference } = criterion;
    return [{ term: name, text: `${formula}. ${explanation} (${reference.text})`, href: reference.href }];
  });
}

const routingTerms: readonly Term[] = [
  {
    term: 'Choices that stay',
    text: 'Share of the trace’s choices that fall on experts which stay, beside what removing as many experts by lot would leave: mean and standard deviation over all lots, worked out and not drawn.',
  },
  {
    term: 'Load afterwards',
    text: 'Choices of experts that are gone are supposed to go to the rest of their layer in proportion to what these have already. What a router really does takes a run to tell.',
  },
];

const errorTerm: Term = {
  term: 'Error below the weights',
  text: '10 · log₁₀ of Σw² over Σ(w − ŵ)², where ŵ is what is stored instead of w.',
};
