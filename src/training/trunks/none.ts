/** The gate sees what the experts see. */
import { defineTrunk } from './trunk.ts';

export const noTrunk = defineTrunk({
  id: 'none',
  name: 'None',
  explanation: 'The gate sees what the experts see, and scores it by one layer.',
  papers: [],
  parameters: {},
  build: ({ inputs }) => ({ outputs: inputs, apply: (x) => x, operations: 0 }),
});
