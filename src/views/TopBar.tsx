import { Link2 } from 'lucide-react';
import { addressOf } from '../state/history.ts';
import { useSession } from '../state/session.ts';
import { useTraces } from '../state/traces.ts';
import { changeView, defaultView, sourceId, useView } from '../state/view.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ThemeSwitch } from '../ui/ThemeSwitch.tsx';
import { AddressButton } from './AddressButton.tsx';
import { KeptResultsButton } from './KeptResultsButton.tsx';
import { OpenButtons } from './OpenButtons.tsx';
import styles from './TopBar.module.css';
import { Wordmark } from './Wordmark.tsx';

export function TopBar() {
  const refs = useView((view) => view.sources);
  const isTraining = useView((view) => view.panel === 'train');
  const open = useSession((session) => session.open);
  const hasTraces = useTraces().length > 0;
  const isAnyOpen = hasTraces || refs.some((ref) => open[sourceId(ref)] !== undefined);
  return (
    <header className={styles.bar}>
      <a
        href="./"
        className={styles.home}
        aria-label="MoE Scope, first page"
        onClick={(event) => {
          // what is open stays open: Back returns to it
          event.preventDefault();
          changeView(defaultView);
        }}
      >
        <Wordmark />
      </a>
      {(isAnyOpen || isTraining) && (
        <div className={styles.actions}>
          <OpenButtons size="small" />
          <AddressButton />
          <CopyButton
            label="Copy link"
            icon={Link2}
            size="small"
            text={() => new URL(addressOf(useView.getState()), location.href).href}
          />
        </div>
      )}
      <div className={styles.settings}>
        <KeptResultsButton />
        <ThemeSwitch />
      </div>
    </header>
  );
}
