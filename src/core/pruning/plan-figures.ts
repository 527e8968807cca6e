/** The figures of a plan's size, in the order in which they are shown, compared and written to files. */
import type { Change, PlanCosts } from './plan-costs.ts';
import { formatBytes, formatParameters } from '../quantity.ts';

export interface PlanFigure {
  readonly id: string;
  readonly name: string;
  /** What it is, and what is supposed for it. */
  readonly text: string;
  /** Why it is not there, where it is null. */
  readonly lack: string;
  readonly format: (value: number) => string;
  readonly of: (costs: PlanCosts) => Change | null;
}

const noTopK = 'Experts a token: not known';

export const planFigures: readonly PlanFigure[] = [
  {
    id: 'parameters',
    name: 'Parameters',
    text: 'Elements that are stored, zeros included.',
    lack: '',
    format: formatParameters,
    of: ({ size }) => size.parameters,
  },
  {
    id: 'non_zero',
    name: 'Not zero',
    text: 'Parameters that are not zero.',
    lack: '',
    format: formatParameters,
    of: ({ size }) => size.nonZero,
  },
  {
    id: 'disk_bytes',
    name: 'On disk',
    text: 'All files, headers supposed to stay as long as they are. Zeros are stored like any other number: only experts that go save bytes, merged ones whose rows of the router go with them, fewer bits, and lower ranks.',
    lack: '',
    format: formatBytes,
    of: ({ size }) => size.diskBytes,
  },
  {
    id: 'memory_bytes',
    name: 'In memory',
    text: 'What is needed to run, as stored: without the state of optimisers and second names of the same bytes.',
    lack: '',
    format: formatBytes,
    of: ({ size }) => size.memoryBytes,
  },
  {
    id: 'active_parameters',
    name: 'Active a token',
    text: 'Parameters that a token meets, with as many experts a token as the plan leaves; mean outputs as often as the trace says, or else as any expert.',
    lack: noTopK,
    format: formatParameters,
    of: ({ size }) => size.activeParameters,
  },
  {
    id: 'flops_per_token',
    name: 'FLOPs a token',
    text: 'Two for every parameter of a matrix that a token is multiplied with; attention over the context is not in it, and zeros are multiplied, too.',
    lack: noTopK,
    format: formatParameters,
    of: ({ size }) => size.flopsPerToken,
  },
];

/** Shares of the planned weights, by the names that `KeptShares` has for them. */
export const keptFigures = [
  {
    id: 'weights',
    name: 'Weights kept',
    text: 'Of the weights that plans are about: routed experts, or all matrices of layers where there are none. What codes and factors lose stands apart, as an error.',
  },
  { id: 'mass', name: 'Mass kept', text: 'Share of Σ|w| of these weights.' },
  { id: 'energy', name: 'Energy kept', text: 'Share of Σw² of these weights.' },
] as const;
