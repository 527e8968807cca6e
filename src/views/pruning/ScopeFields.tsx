import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { ActionScope } from '../../core/pruning/plan.ts';
import { LayersField } from './LayersField.tsx';
import { ProjectionField } from './ProjectionField.tsx';
import styles from './WeightsFields.module.css';

export interface ScopeFieldsProps {
  readonly basis: PlanBasis;
  readonly scope: ActionScope;
  readonly onChange: (scope: ActionScope) => void;
}

/** Which matrices of which layers an action is about. */
export function ScopeFields({ basis, scope, onChange }: ScopeFieldsProps) {
  return (
    <div className={styles.pair}>
      <ProjectionField
        basis={basis}
        value={scope.projection}
        onChange={(projection) => onChange({ ...scope, projection })}
      />
      <LayersField value={scope.layers} onChange={(layers) => onChange({ ...scope, layers })} />
    </div>
  );
}
