/** Models trained in the page: one matrix an expert, [in, out], in a single layer (`training/checkpoint/weights.ts`). */
import { defineLayout } from '../layout.ts';

const matrices = { up: 'up', down: 'down' } as const;

export const moeScopeLayout = defineLayout('moe-scope', [
  { role: 'router', name: 'mixture.gate', axes: ['in', 'expert'] },
  { role: 'router', name: 'mixture.gate.{noise|query|key|slots}' },
  { role: 'expert', name: 'mixture.experts.{expert}.{proj}', projections: matrices },
  { role: 'expert', name: 'mixture.experts.{expert}', projection: 'other' },
  { role: 'expert', name: 'mixture.experts.{expert}.{convolution|dense}.{n}', projection: 'other' },
  { role: 'shared-expert', name: 'mixture.shared.{n}.{proj}', projections: matrices },
  { role: 'shared-expert', name: 'mixture.shared.{n}', projection: 'other' },
  { role: 'shared-expert', name: 'mixture.shared.{n}.{convolution|dense}.{n}', projection: 'other' },
]);
