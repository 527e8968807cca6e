import { groupWords, layerWords } from '../../core/pruning/merging/group-words.ts';
import { trueGroups, type MergedLayer } from '../../core/pruning/merging/merged-layer.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import { formatCount } from '../../core/quantity.ts';
import { changeView, useView } from '../../state/view.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './MergedGroups.module.css';

export interface MergedGroupsProps {
  readonly basis: PlanBasis;
  readonly merged: readonly MergedLayer[];
}

/** Beyond these their number is enough. */
const MOST_GROUPS = 48;

/** Which experts of a layer are one, the dominant one of each group first. */
export function MergedGroups({ basis, merged }: MergedGroupsProps) {
  const { layers } = useView((view) => view.selection);
  const shown = merged.find(({ layer }) => layers.includes(layer)) ?? merged[0];
  if (shown === undefined) return null;
  const groups = trueGroups(shown);
  const rest = groups.length - MOST_GROUPS;
  const labelOf = (layer: number) =>
    `Layer ${basis.grid.rowLabels[basis.grid.layers.indexOf(layer)] ?? layer}`;
  const choose = (id: string) => {
    const { selection } = useView.getState();
    changeView({ selection: { ...selection, layers: [Number(id)] } });
  };
  return (
    <Disclosure summary="Which experts are one">
      <div className={styles.groups}>
        {merged.length > 1 && (
          <Select
            label="Layer"
            isLabelHidden
            size="small"
            value={String(shown.layer)}
            onChange={choose}
            options={merged.map(({ layer }) => ({ value: String(layer), label: labelOf(layer) }))}
          />
        )}
        <p className={styles.words}>
          {labelOf(shown.layer)}: {layerWords(shown)}.
        </p>
        <ul className={styles.list}>
          {groups.slice(0, MOST_GROUPS).map((group) => (
            <li key={group.dominant}>{groupWords(group)}</li>
          ))}
          {rest > 0 && <li>and {formatCount(rest)} more groups</li>}
        </ul>
      </div>
    </Disclosure>
  );
}
