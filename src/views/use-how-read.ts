import { useShallow } from 'zustand/react/shallow';
import { useView, type View } from '../state/view.ts';

/** What the person says of how traces are to be read. */
export function useHowRead(): Pick<View, 'ignoredFindings' | 'normalisation'> {
  return useView(useShallow(({ ignoredFindings, normalisation }) => ({ ignoredFindings, normalisation })));
}
