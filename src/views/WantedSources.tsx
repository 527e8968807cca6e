import { sourceAddress, openRemote } from '../state/opening.ts';
import { askedFirst } from '../state/credentials.ts';
import { useSession } from '../state/session.ts';
import { hideSource, sourceId, useView } from '../state/view.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { HubOptions } from './HubOptions.tsx';
import { OpenButtons } from './OpenButtons.tsx';

/** What a link names and only the person can open: a file of their own, or an address that must be asked for. */
export function WantedSources() {
  const refs = useView((view) => view.sources);
  const open = useSession((session) => session.open);
  const opening = useSession((session) => session.opening);
  const hub = useSession((session) => session.hub);
  const wanted = refs.filter((ref) => {
    const id = sourceId(ref);
    return ref.kind !== 'sample' && open[id] === undefined && !opening.some(({ answers }) => answers === id);
  });
  return wanted.map((ref) => {
    const id = sourceId(ref);
    const without = (
      <Button size="small" variant="quiet" onClick={() => hideSource(id)}>
        Go on without it
      </Button>
    );
    if (ref.kind === 'file') {
      return (
        <Notice
          key={id}
          title="This link is about a file on somebody’s computer"
          remedy="Drop the same checkpoint here and the view opens as it was sent."
          actions={
            <>
              <OpenButtons size="small" />
              {without}
            </>
          }
        >
          Its fingerprint is <code>{ref.value}</code>. A link never carries a file or its name.
        </Notice>
      );
    }
    return (
      <Notice
        key={id}
        title="This link wants to read from another server"
        remedy="Headers are read first; weights only when you say how many."
        actions={
          <>
            <Button size="small" variant="primary" onClick={() => void openRemote(ref)}>
              Read from {askedFirst(sourceAddress(ref), hub)?.host ?? 'it'}
            </Button>
            {without}
          </>
        }
      >
        <code>{sourceAddress(ref)}</code>
        <HubOptions address={sourceAddress(ref)} />
      </Notice>
    );
  });
}
