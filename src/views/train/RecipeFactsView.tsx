import { formatParameters, formatPercent } from '../../core/quantity.ts';
import type { RecipeFacts } from '../../state/training/offered-parts.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Stat, StatList } from '../../ui/Stat.tsx';

/** What a recipe comes to: weights, and the work of one sample. */
export function RecipeFactsView({ facts }: { readonly facts: RecipeFacts }) {
  const { parameters, activeParameters, denseOperations, routedOperations } = facts;
  if (parameters === 0) return null;
  return (
    <StatList>
      <Stat
        label="Parameters"
        value={formatParameters(parameters)}
        note={`${formatPercent(activeParameters / parameters, 0)} for a sample`}
        explain={
          <Explain title="Parameters">
            All weights that are trained; and those that one sample passes through, on its way through the
            experts it is sent to.
          </Explain>
        }
      />
      <Stat
        label="Multiply–adds"
        value={formatParameters(routedOperations)}
        note={`of ${formatParameters(denseOperations)} through all experts`}
        explain={
          <Explain title="Multiply–adds for one sample" formula="routed / dense">
            What the forward pass of one sample needs if only the experts it is sent to are computed, and what
            it would need through all of them. Backward takes about twice as much again.
          </Explain>
        }
      />
    </StatList>
  );
}
