/** Whether the page is done with what it was asked for: what end-to-end tests wait for, instead of for time. */
import { queryClient } from './services.ts';
import { useSession } from './session.ts';

declare global {
  interface Window {
    /** Under `?testing`: resolves once nothing is being opened, read or computed, and the page has painted. */
    moeScopeIdle?: () => Promise<void>;
  }
}

export function exposeIdle(): void {
  if (!new URLSearchParams(location.search).has('testing')) return;
  window.moeScopeIdle = async () => {
    for (let quiet = 0; quiet < 2;) {
      await new Promise(requestAnimationFrame);
      const isBusy = queryClient.isFetching() > 0 || useSession.getState().opening.length > 0;
      quiet = isBusy ? 0 : quiet + 1;
    }
  };
}
