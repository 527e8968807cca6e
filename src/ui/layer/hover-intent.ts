/** Opening after the pointer has rested, closing after it has been gone long enough to have crossed the gap to the layer. */
import { useEffect, useMemo, useRef } from 'react';

export interface HoverDelays {
  /** Milliseconds. */
  readonly openAfter: number;
  readonly closeAfter: number;
}

export interface HoverIntent {
  /** Each replaces whatever was about to happen. */
  readonly openSoon: () => void;
  readonly closeSoon: () => void;
  readonly forget: () => void;
}

export function useHoverIntent(
  setOpen: (isOpen: boolean) => void,
  { openAfter, closeAfter }: HoverDelays,
): HoverIntent {
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useMemo(() => {
    const forget = () => window.clearTimeout(timer.current);
    const later = (isOpen: boolean, delay: number) => {
      forget();
      timer.current = window.setTimeout(() => setOpen(isOpen), delay);
    };
    return {
      openSoon: () => later(true, openAfter),
      closeSoon: () => later(false, closeAfter),
      forget,
    };
  }, [setOpen, openAfter, closeAfter]);
}
