import { useState } from 'react';
import type { MappingRule } from '../core/families/by-hand/mapping.ts';
import { MOST_GROUPS, type NameGroup } from '../core/families/by-hand/name-groups.ts';
import { formatCount } from '../core/quantity.ts';
import type { Role } from '../core/structure.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './MappingDialog.module.css';

export interface MappingNamesProps {
  readonly groups: readonly NameGroup[];
  /** No more rules fit. */
  readonly isFull: boolean;
  readonly onPick: (rule: MappingRule) => void;
}

const roleNames: Record<Role, string> = {
  expert: 'expert',
  'shared-expert': 'shared expert',
  router: 'router',
  other: 'other matrix',
  vector: 'vector',
  companion: 'scales',
  code: 'codes',
  optimizer: 'optimiser',
  alias: 'second name',
  undrawn: 'not drawn',
};

/** The names of the checkpoint, those that differ in numbers alone as one, and what they are taken for. */
export function MappingNames({ groups, isFull, onPick }: MappingNamesProps) {
  const [search, setSearch] = useState('');
  const found = groups.filter(({ pattern }) => pattern.toLowerCase().includes(search.toLowerCase()));
  return (
    <section className={styles.names} aria-label="Names in this checkpoint">
      <div className={styles.namesHead}>
        <h3>Names in this checkpoint</h3>
        <TextField
          label="Find a name"
          isLabelHidden
          type="search"
          placeholder="Find a name"
          isClearable
          value={search}
          onChange={setSearch}
        />
      </div>
      <ul className={styles.list}>
        {found.map((group) => (
          <li key={group.pattern} className={styles.name}>
            <code>{group.pattern}</code>
            <span className={styles.meaning}>
              {formatCount(group.tensors)} ×{' '}
              {group.shape.length === 0 ? 'one number' : `[${group.shape.join(', ')}]`},{' '}
              {group.projection === null ? '' : `${group.projection} of `}
              {roleNames[group.role]}
            </span>
            <Button
              size="small"
              variant="quiet"
              disabled={isFull}
              aria-label={`Add a rule for ${group.pattern}`}
              onClick={() => onPick(ruleFor(group))}
            >
              Correct
            </Button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={styles.intro}>No name has “{search}” in it.</p>}
      {groups.length >= MOST_GROUPS && (
        <p className={styles.intro}>These are the {MOST_GROUPS} commonest; a rule may be about any name.</p>
      )}
    </section>
  );
}

/** What it most likely is: a stack where its first of three axes may count experts. */
function ruleFor({ pattern, shape, role, projection }: NameGroup): MappingRule {
  const isRouter = role === 'router';
  const isStacked = !pattern.includes('{expert}') && shape.length === 3;
  return {
    pattern,
    role: isRouter ? 'router' : 'expert',
    projection: isRouter ? null : (projection ?? 'up'),
    expertAxis: !isRouter && isStacked ? 0 : null,
  };
}
