import { useState } from 'react';
import { formatPercent } from '../../core/quantity.ts';
import { spreadOf } from '../../core/run-groups.ts';
import type { TrainerOffer } from '../../state/training/offered-parts.ts';
import { selectRun, useRuns } from '../../state/training/runs.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { listItems, type RunGroup } from './run-groups.ts';
import styles from './RunList.module.css';
import { RunRow } from './RunRow.tsx';

export interface RunListProps {
  readonly offer: TrainerOffer;
  /** The group whose results are shown in place of a run. */
  readonly shownGroup: string | null;
  readonly onShowGroup: (id: string | null) => void;
}

/** Every run of this browser: to show, compare, rename, train again or delete. */
export function RunList({ offer, shownGroup, onShowGroup }: RunListProps) {
  const records = useRuns((runs) => runs.records);
  const compared = useRuns((runs) => runs.compared);
  const show = (id: string) => {
    selectRun(id);
    onShowGroup(null);
  };
  return (
    <Card
      title="Runs"
      isFlush
      subtitle={
        compared.length === 0
          ? 'Kept in this browser; tick some to see them beside the one shown'
          : `${compared.length} beside the one shown`
      }
    >
      <ul className={styles.list} aria-label="Runs">
        {listItems(records).map((item) =>
          item.kind === 'run' ? (
            <li key={item.run.id}>
              <RunRow run={item.run} offer={offer} isGroupShown={shownGroup !== null} onShow={show} />
            </li>
          ) : (
            <li key={item.group.id}>
              <GroupRow
                group={item.group}
                offer={offer}
                isShown={item.group.id === shownGroup}
                onShow={() => onShowGroup(item.group.id)}
                onShowRun={show}
              />
            </li>
          ),
        )}
      </ul>
    </Card>
  );
}

interface GroupRowProps {
  readonly group: RunGroup;
  readonly offer: TrainerOffer;
  readonly isShown: boolean;
  readonly onShow: () => void;
  readonly onShowRun: (id: string) => void;
}

function GroupRow({ group, offer, isShown, onShow, onShowRun }: GroupRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const done = group.runs.flatMap(({ test }) => (test === null ? [] : [test.accuracy]));
  const { mean } = spreadOf(done);
  const state = `${done.length} of ${group.runs.length} done${done.length > 0 ? `, ${formatPercent(mean)} on average` : ''}`;
  return (
    <div className={styles.group} data-shown={isShown}>
      <div className={styles.groupHead}>
        <Disclosure summary={group.name} note={state} isOpen={isOpen} onToggle={setIsOpen}>
          {isOpen && (
            <ul className={styles.members} aria-label={`Runs of ${group.name}`}>
              {group.runs.map((run) => (
                <li key={run.id}>
                  <RunRow run={run} offer={offer} isGroupShown={isShown} onShow={onShowRun} />
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
        <Button size="small" aria-pressed={isShown} aria-label={`Results of ${group.name}`} onClick={onShow}>
          Results
        </Button>
      </div>
    </div>
  );
}
