import { useMemo } from 'react';
import { expertProjections } from '../../core/grid.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { ActionScope } from '../../core/pruning/plan.ts';
import { projections } from '../../core/structure.ts';
import { Select } from '../../ui/Select.tsx';

export interface ProjectionFieldProps {
  readonly basis: PlanBasis;
  readonly value: ActionScope['projection'];
  readonly onChange: (value: ActionScope['projection']) => void;
}

/** Which matrix of every expert an action is about. */
export function ProjectionField({ basis, value, onChange }: ProjectionFieldProps) {
  const { grid, input } = basis;
  const present = useMemo(
    () =>
      grid.kind === 'experts'
        ? expertProjections(input.catalogue)
        : grid.columns.map((column) => projections[column]!),
    [grid, input],
  );
  // a plan of another checkpoint may name a matrix that is not here
  const offered = value === null || present.includes(value) ? present : [...present, value];
  return (
    <Select
      label="Matrices"
      value={value ?? 'all'}
      onChange={(next) => onChange(next === 'all' ? null : next)}
      options={[
        { value: 'all' as const, label: 'All' },
        ...offered.map((projection) => ({ value: projection, label: projection })),
      ]}
    />
  );
}
