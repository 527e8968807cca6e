import { actionKindOf } from '../../core/pruning/actions/index.ts';
import type { FaultWire } from '../../core/fault.ts';
import { explainFault } from '../../core/fault-words.ts';
import { orderedTableIds, type OrderedTableId } from '../../core/pruning/ordered-tables.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { Action } from '../../core/pruning/plan.ts';
import { formatBytes } from '../../core/quantity.ts';
import { startOrderedPass, stopOrderedPass, useOrderedPass } from '../../state/ordered.ts';
import { useSession } from '../../state/session.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './OrderedOffer.module.css';

export interface OrderedOfferProps {
  readonly action: Action;
  readonly basis: PlanBasis;
}

/** Where an action needs a pass over whole matrices that was not run: a way to run it, and how far it is. */
export function OrderedOffer({ action, basis }: OrderedOfferProps) {
  const { catalogue } = basis.input;
  const { fingerprint } = catalogue;
  const pass = useOrderedPass(fingerprint);
  const source = useSession(({ open }) =>
    Object.values(open).find((own) => own.catalogue.fingerprint === fingerprint),
  );
  const wanted = missingTables(action, basis);
  if (wanted.length === 0 || source === undefined) return null;
  if (pass?.state === 'running') {
    return (
      <div className={styles.pass}>
        <ProgressBar label="Reading weights in their order" fraction={pass.fraction} />
        <Button size="small" onClick={() => stopOrderedPass(fingerprint)}>
          Stop
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.pass}>
      {pass?.state === 'failed' && <PassFault fault={pass.fault} />}
      <Button size="small" onClick={() => void startOrderedPass(source, { basis, wanted })}>
        Read the weights in their order
      </Button>
      <p className={styles.words}>
        One pass over all matrices, about {formatBytes(basis.size.total.diskBytes)}. What it tells is kept
        while this page is open; sliders are instant then.
      </p>
    </div>
  );
}

function PassFault({ fault }: { readonly fault: FaultWire }) {
  const { title, body, remedy } = explainFault(fault);
  return (
    <Notice tone="danger" title={title} remedy={remedy}>
      {body}
    </Notice>
  );
}

/** Without what a trace tells of inputs no pass can fill the tables by Wanda’s score. */
function missingTables(action: Action, { input }: PlanBasis): readonly OrderedTableId[] {
  const hasEnergies = (input.reading?.inputEnergies.length ?? 0) > 0;
  const needs = actionKindOf(action).needs(action);
  return orderedTableIds.filter(
    (id) =>
      needs.includes(id) &&
      input.ordered?.tables.has(id) !== true &&
      (hasEnergies || !id.startsWith('wanda')),
  );
}
