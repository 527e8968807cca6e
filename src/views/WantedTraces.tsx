import { useSession } from '../state/session.ts';
import { hideTrace, useView, type TraceId } from '../state/view.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { OpenButtons } from './OpenButtons.tsx';

/** Traces that a link names and only the person can open: they lie on somebody's computer. */
export function WantedTraces() {
  const named = useView((view) => view.traces);
  const open = useSession((session) => session.traces);
  // what is being opened may bring them along, as samples do
  const isOpening = useSession((session) => session.opening.length > 0);
  if (isOpening) return null;
  const wanted = named.filter((id) => isFile(id) && open.every((trace) => trace.id !== id));
  return wanted.map((id) => (
    <Notice
      key={id}
      title="This link is about a routing trace on somebody’s computer"
      remedy="Drop the same trace here and the view opens as it was sent."
      actions={
        <>
          <OpenButtons size="small" />
          <Button size="small" variant="quiet" onClick={() => hideTrace(id)}>
            Go on without it
          </Button>
        </>
      }
    >
      Its fingerprint is <code>{id.slice('trace.'.length)}</code>. A link never carries a file or its name.
    </Notice>
  ));
}

/** Estimates have the name of their kind before the fingerprint, and are made rather than dropped. */
function isFile(id: TraceId): boolean {
  return /^trace\.[0-9a-f]+$/.test(id);
}
