/**
 * The view and the address bar, kept equal. Choosing what is looked at makes an entry in the browser's history, so
 * Back undoes it; turning a knob only rewrites the entry, a moment after the last turn.
 */
import { addMessage } from './session.ts';
import { decodeView, encodeView } from './link.ts';
import { useView, type View } from './view.ts';
import { partNames } from '../core/recipe-path.ts';
import type { Recipe } from '../core/recipe.ts';
import { notice } from '../core/fault.ts';

const DEBOUNCE_MS = 200;

/** Reads the address, then follows both sides. Returns how to stop. */
export function syncHistory(): () => void {
  readAddress();
  let pending: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;

  const rewrite = () => {
    history.replaceState(null, '', addressOf(useView.getState()));
  };
  const unsubscribe = useView.subscribe((view, before) => {
    if (isReading) return;
    clearTimeout(pending);
    if (isStep(view, before)) {
      // the entry that is left must hold what was there last
      history.replaceState(null, '', addressOf(before));
      history.pushState(null, '', addressOf(view));
    } else pending = setTimeout(rewrite, DEBOUNCE_MS);
  });
  const onPop = () => {
    clearTimeout(pending);
    isReading = true;
    readAddress();
    isReading = false;
  };
  addEventListener('popstate', onPop);
  addEventListener('hashchange', onPop);
  return () => {
    clearTimeout(pending);
    unsubscribe();
    removeEventListener('popstate', onPop);
    removeEventListener('hashchange', onPop);
  };
}

function readAddress(): void {
  const { view, dropped, isNewer } = decodeView(location.hash);
  useView.setState(view, true);
  if (dropped.length > 0 || isNewer)
    addMessage('notice', notice('link-partly-read', { keys: dropped, isNewer }));
}

function isStep(view: View, before: View): boolean {
  return (
    view.sources !== before.sources ||
    view.panel !== before.panel ||
    view.curves !== before.curves ||
    partsOf(view.recipe) !== partsOf(before.recipe)
  );
}

/** Another router is a step; a learning rate is a knob. */
function partsOf({ start, regularizers, ...recipe }: Recipe): string {
  const chosen = partNames.map((name) => recipe[name].id);
  return [...chosen, ...regularizers.map(({ id }) => id), start?.kind ?? ''].join('/');
}

/** The whole link to a view. */
export function addressOf(view: View): string {
  return `${location.pathname}${location.search}${encodeView(view)}`;
}
