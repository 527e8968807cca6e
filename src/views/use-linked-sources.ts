/** Opens what a link names and may be opened without asking: bundled samples. */
import { useEffect } from 'react';
import { openSample } from '../state/opening.ts';
import { useSession } from '../state/session.ts';
import { sourceId, useView } from '../state/view.ts';

export function useLinkedSources(): void {
  const sources = useView((view) => view.sources);
  useEffect(() => {
    const { open, opening, failed } = useSession.getState();
    for (const ref of sources) {
      const id = sourceId(ref);
      const isKnown =
        open[id] !== undefined || failed[id] === true || opening.some(({ answers }) => answers === id);
      if (ref.kind === 'sample' && !isKnown) void openSample(ref.value);
    }
  }, [sources]);
}
