import { useSession } from '../state/session.ts';
import { Button } from '../ui/Button.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import styles from './OpeningTasks.module.css';

/** What is being opened; mostly over before it can be read. */
export function OpeningTasks() {
  const tasks = useSession((session) => session.opening);
  return tasks.map(({ id, label, stop }) => (
    <div key={id} className={styles.task}>
      <ProgressBar label={`Opening ${label}`} fraction={null} />
      <Button size="small" onClick={stop}>
        Cancel
      </Button>
    </div>
  ));
}
