import { needsOrder, takeQuantise } from '../approximation/take-quantise.ts';
import type { QuantiseAction } from '../plan.ts';
import type { ActionKind } from './action-kind.ts';

const named = { experts: 'experts', routers: 'routers', rest: 'everything else' } as const;

export const quantiseKind: ActionKind<QuantiseAction> = {
  title: ({ of, bits, group }) => {
    const scale =
      typeof group === 'number' ? `${group} inputs` : { tensor: 'matrix', channel: 'output' }[group];
    return `Quantise ${named[of]} to int${bits}, one scale for every ${scale}`;
  },
  needs: (action) => (needsOrder(action) ? ['quantisation'] : []),
  take: takeQuantise,
};
