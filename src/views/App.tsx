import { useSession } from '../state/session.ts';
import { useTraces } from '../state/traces.ts';
import { sourceId, useView } from '../state/view.ts';
import styles from './App.module.css';
import { CaseStudy } from './case-study/CaseStudy.tsx';
import { DropTarget } from './DropTarget.tsx';
import { Messages } from './Messages.tsx';
import { OpeningTasks } from './OpeningTasks.tsx';
import { TopBar } from './TopBar.tsx';
import { useLinkedSources } from './use-linked-sources.ts';
import { WantedSources } from './WantedSources.tsx';
import { WantedTraces } from './WantedTraces.tsx';
import { TrainPage } from './TrainPage.tsx';
import { Welcome } from './Welcome.tsx';
import { Workspace } from './Workspace.tsx';

/** The shell: what is always there, and the first page, the workspace, or training with nothing open. */
export function App() {
  useLinkedSources();
  const refs = useView((view) => view.sources);
  const isTraining = useView((view) => view.panel === 'train');
  const open = useSession((session) => session.open);
  const hasTraces = useTraces().length > 0;
  const isAnyOpen = hasTraces || refs.some((ref) => open[sourceId(ref)] !== undefined);
  return (
    <DropTarget>
      <TopBar />
      <main className={styles.main}>
        <Messages />
        <OpeningTasks />
        <WantedSources />
        <WantedTraces />
        <CaseStudy />
        {isAnyOpen ? <Workspace /> : isTraining ? <TrainPage /> : <Welcome />}
      </main>
    </DropTarget>
  );
}
