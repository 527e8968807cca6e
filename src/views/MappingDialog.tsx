import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { MOST_RULES, type Mapping, type MappingRule } from '../core/families/by-hand/mapping.ts';
import { explainFault } from '../core/fault-words.ts';
import { encodeFault } from '../core/fault.ts';
import { formatCount } from '../core/quantity.ts';
import { correctSource, mappingOf, mappingPreviewQuery, namesQuery } from '../state/mapping.ts';
import type { OpenSource } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import styles from './MappingDialog.module.css';
import { MappingNames } from './MappingNames.tsx';
import { MappingRuleFields } from './MappingRuleFields.tsx';

export interface MappingDialogProps {
  readonly source: OpenSource;
  readonly onClose: () => void;
}

/** Where a person says what the tensors of a checkpoint are, if their names were read wrongly. */
export function MappingDialog({ source, onClose }: MappingDialogProps) {
  const [rules, setRules] = useState<Mapping>(() => mappingOf(source));
  const named = rules.filter(({ pattern }) => pattern !== '');
  const { data: names } = useQuery(namesQuery(source));
  const { data: preview, error } = useQuery(mappingPreviewQuery(source, useDeferredValue(named)));
  const change = (at: number, rule: MappingRule) =>
    setRules(rules.map((known, i) => (i === at ? rule : known)));
  const add = (rule: MappingRule) => setRules([...rules, rule].slice(0, MOST_RULES));
  const apply = (mapping: Mapping) => {
    void correctSource(source, mapping);
    onClose();
  };
  const outcomeOf = (rule: MappingRule) => preview?.outcomes[named.indexOf(rule)] ?? null;
  const isUsable = preview === undefined || preview.outcomes.every(({ tensors }) => tensors > 0);
  return (
    <Dialog
      title="What the tensors are"
      size="large"
      onClose={onClose}
      footer={
        <>
          {source.ref.mapping !== undefined && (
            <Button onClick={() => apply([])}>Read as it was guessed</Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={named.length === 0 || !isUsable} onClick={() => apply(named)}>
            Read it so
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        <p className={styles.intro}>
          A pattern is a name with <code>{'{layer}'}</code> and <code>{'{expert}'}</code> in the places of
          their numbers, and <code>*</code> for anything. The first rule that fits a name says what its tensor
          is; names that none fits stay as they were read. The rules are part of the link.
        </p>
        {rules.length > 0 && (
          <ol className={styles.rules}>
            {rules.map((rule, at) => (
              <MappingRuleFields
                key={at}
                number={at + 1}
                rule={rule}
                outcome={outcomeOf(rule)}
                onChange={(next) => change(at, next)}
                onRemove={() => setRules(rules.filter((_, i) => i !== at))}
              />
            ))}
          </ol>
        )}
        <div className={styles.sum}>
          <Button
            size="small"
            disabled={rules.length >= MOST_RULES}
            onClick={() => add({ pattern: '', role: 'expert', projection: null, expertAxis: null })}
          >
            Add a rule
          </Button>
          {error !== null ? (
            <Notice tone="danger" title="The rules could not be tried">
              {explainFault(encodeFault(error)).body}
            </Notice>
          ) : (
            named.length > 0 &&
            preview !== undefined && (
              <p role="status">
                {preview.expertsPerLayer === 0
                  ? 'No experts come of these rules yet.'
                  : `Read so, ${formatCount(preview.moeLayers)} ${preview.moeLayers === 1 ? 'layer has' : 'layers have'} experts, ${formatCount(preview.expertsPerLayer)} each.`}
              </p>
            )
          )}
        </div>
        {names === undefined ? (
          <Skeleton height="200px" />
        ) : (
          <MappingNames groups={names} isFull={rules.length >= MOST_RULES} onPick={add} />
        )}
      </div>
    </Dialog>
  );
}
