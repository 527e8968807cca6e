import { X } from 'lucide-react';
import type { RuleOutcome } from '../core/families/by-hand/apply-mapping.ts';
import {
  mappedRoles,
  MOST_AXES,
  type MappedRole,
  type MappingRule,
} from '../core/families/by-hand/mapping.ts';
import { formatCount } from '../core/quantity.ts';
import { projections, type Projection } from '../core/structure.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import styles from './MappingDialog.module.css';

export interface MappingRuleFieldsProps {
  /** From 1. */
  readonly number: number;
  readonly rule: MappingRule;
  /** Null while it is not known, and of an empty rule. */
  readonly outcome: RuleOutcome | null;
  readonly onChange: (rule: MappingRule) => void;
  readonly onRemove: () => void;
}

const roleNames: Record<MappedRole, string> = {
  expert: 'routed experts',
  'shared-expert': 'a shared expert',
  router: 'a router',
  other: 'something else',
};

const projectionNames: Record<Projection, string> = {
  gate: 'gate',
  up: 'up',
  down: 'down',
  gateUp: 'gate and up in one',
  other: 'not known',
};

/** One rule: a pattern of names, what its tensors are, and what that comes to. */
export function MappingRuleFields({ number, rule, outcome, onChange, onRemove }: MappingRuleFieldsProps) {
  const { pattern, role, projection, expertAxis } = rule;
  const hasProjection = role === 'expert' || role === 'shared-expert';
  const isStacked = role === 'expert' && !pattern.includes('{expert}');
  return (
    <li className={styles.rule}>
      <div className={styles.pattern}>
        <TextField
          label={`Names of rule ${number}`}
          placeholder="blocks.{layer}.experts.{expert}.w1"
          value={pattern}
          problem={outcome?.problem ?? undefined}
          hint={outcome?.problem === null ? wordsOf(outcome) : undefined}
          onChange={(text) => onChange({ ...rule, pattern: text })}
        />
      </div>
      <Select
        label="are"
        size="small"
        value={role}
        onChange={(next) => onChange(withRole(rule, next))}
        options={mappedRoles.map((value) => ({ value, label: roleNames[value] }))}
      />
      {hasProjection && (
        <Select
          label="projection"
          size="small"
          value={projection ?? 'other'}
          onChange={(next) => onChange({ ...rule, projection: next })}
          options={projections.map((value) => ({ value, label: projectionNames[value] }))}
        />
      )}
      {isStacked && (
        <Select
          label="experts along"
          size="small"
          value={expertAxis === null ? 'none' : String(expertAxis)}
          onChange={(axis) => onChange({ ...rule, expertAxis: axis === 'none' ? null : Number(axis) })}
          options={[
            { value: 'none', label: 'no axis' },
            ...Array.from({ length: MOST_AXES }, (_, axis) => ({
              value: String(axis),
              label: axis === 0 ? 'the first axis' : axis === 1 ? 'the second axis' : 'the third axis',
            })),
          ]}
        />
      )}
      <IconButton label={`Remove rule ${number}`} icon={X} size="small" variant="quiet" onClick={onRemove} />
    </li>
  );
}

function withRole(rule: MappingRule, role: MappedRole): MappingRule {
  const keeps = role === 'expert' || role === 'shared-expert';
  return {
    ...rule,
    role,
    projection: keeps ? rule.projection : null,
    expertAxis: role === 'expert' ? rule.expertAxis : null,
  };
}

/** "6 tensors: layers 0 to 1, experts 0 to 2; net/0/ffn-e0/in". */
function wordsOf({ tensors, layers, experts, examples }: RuleOutcome): string {
  const counted = `${formatCount(tensors)} ${tensors === 1 ? 'tensor' : 'tensors'}`;
  const places = [rangeOf('layer', layers), rangeOf('expert', experts)].filter((text) => text !== '');
  const meaning = places.length === 0 ? counted : `${counted}: ${places.join(', ')}`;
  return examples[0] === undefined ? meaning : `${meaning}; such as ${examples[0]}`;
}

function rangeOf(noun: string, numbers: readonly number[]): string {
  const [first] = numbers;
  const last = numbers.at(-1);
  if (first === undefined) return '';
  return first === last ? `${noun} ${first}` : `${noun}s ${first} to ${last}`;
}
