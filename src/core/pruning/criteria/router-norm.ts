import type { Criterion } from '../criterion.ts';
import { gridNorms, noRouters } from './router-norms.ts';

export const routerNorm = {
  id: 'router-norm',
  name: 'Router norm',
  formula: '‖wᵢ‖₂ of the router’s vector',
  explanation:
    'How long the vector is that a token is compared with. It needs no data, and says little of what the expert does.',
  reference: { text: 'a baseline without data' },
  needs: 'routers',
  source: 'The checkpoint itself, with its files and not its summary alone.',
  scores: (basis) => {
    const { routers } = basis.input;
    const values = routers === null ? null : gridNorms(basis, routers);
    return values === null ? { lack: noRouters } : { values };
  },
} as const satisfies Criterion;
