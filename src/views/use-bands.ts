/** Bands of the curves that are estimates. */
import { useQueries } from '@tanstack/react-query';
import type { Band } from '../core/sketch/bootstrap.ts';
import { bandOf } from '../state/bands.ts';
import type { ScopeSketch } from '../state/curves.ts';
import { useView } from '../state/view.ts';
import type { DrawnCurve } from './use-drawn-curves.ts';

/** One a curve; undefined for curves that are exact, and until the first has been worked out. */
export function useBands(
  curves: readonly (DrawnCurve & { readonly known: ScopeSketch })[],
): readonly (Band | undefined)[] {
  const population = useView((view) => view.population);
  const quantity = useView((view) => view.quantity);
  const results = useQueries({
    queries: curves.map(({ analysis: { source, summary, shown }, choice, known }) => {
      const version = summary === null ? shown?.version : summary.kind;
      return {
        queryKey: ['band', source.catalogue.fingerprint, choice.scope, version, population, quantity],
        queryFn: () => bandOf(known, { population, quantity }),
        enabled: known.basis === 'estimate',
        // pictures pass, and their bands with them
        gcTime: 0,
        placeholderData: (last: Band | undefined) => last,
      };
    }),
  });
  return curves.map(({ known }, i) => (known.basis === 'estimate' ? results[i]!.data : undefined));
}
