import { useEffect, useEffectEvent, type RefObject } from 'react';

export type DismissReason = 'escape' | 'press-outside';

export interface DismissOptions {
  /** A press inside this element is none outside. */
  readonly inside: RefObject<Element | null>;
  /**
   * A layer that was opened takes Escape for itself: a layer or dialog around it stays. One that merely showed itself, a tooltip,
   * goes, and lets Escape pass.
   */
  readonly takesEscape: boolean;
}

/** Those that take Escape, in the order of opening: it belongs to the last, so that nested layers close one at a time. */
const openLayers: symbol[] = [];

/** Calls `dismiss` on Escape and on a press outside, while the calling component is mounted. */
export function useDismiss(
  dismiss: (reason: DismissReason) => void,
  { inside, takesEscape }: DismissOptions,
): void {
  const onDismiss = useEffectEvent(dismiss);
  useEffect(() => {
    const layer = Symbol('layer');
    if (takesEscape) openLayers.push(layer);

    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (takesEscape && openLayers.at(-1) !== layer) return;
      if (takesEscape) event.preventDefault();
      onDismiss('escape');
    };
    const onPointerDown = (event: PointerEvent) => {
      if (inside.current?.contains(event.target as Node) !== true) onDismiss('press-outside');
    };
    document.addEventListener('keydown', onKeyDown, true);
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => {
      if (takesEscape) openLayers.splice(openLayers.indexOf(layer), 1);
      document.removeEventListener('keydown', onKeyDown, true);
      document.removeEventListener('pointerdown', onPointerDown, true);
    };
  }, [inside, takesEscape]);
}
