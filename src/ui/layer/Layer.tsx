import { useLayoutEffect, useRef, type ComponentProps, type RefObject } from 'react';
import { classNames } from '../class-names.ts';
import styles from './Layer.module.css';
import { useDismiss, type DismissReason } from './open-layers.ts';
import { placeBeside, type Align, type Side } from './place.ts';

export interface LayerProps extends Omit<ComponentProps<'span'>, 'popover'> {
  /** An element around both the anchor, as its first child, and this layer. */
  readonly around: RefObject<HTMLElement | null>;
  readonly side?: Side | undefined;
  readonly align?: Align | undefined;
  /** False for a layer that nobody asked for, such as a tooltip. */
  readonly takesEscape?: boolean | undefined;
  readonly onDismiss: (reason: DismissReason) => void;
}

const gap = 6;

/**
 * A box that floats beside its anchor in the browser's top layer, above everything and clipped by nothing. It stays where it is
 * written in the document, so the tab order and screen readers meet it right after its anchor. Mount it to open it.
 *
 * A span, so that it may stand inside a paragraph. Where the `popover` attribute is unknown, it is a fixed box with a z-index.
 */
export function Layer({
  around,
  side = 'bottom',
  align = 'start',
  takesEscape = true,
  onDismiss,
  className,
  ...attributes
}: LayerProps) {
  const box = useRef<HTMLSpanElement>(null);
  useDismiss(onDismiss, { inside: around, takesEscape });

  useLayoutEffect(() => {
    if (box.current === null || !('showPopover' in box.current)) return;
    box.current.popover = 'manual';
    box.current.showPopover();
  }, []);

  useLayoutEffect(() => {
    const place = () => {
      const anchor = around.current?.firstElementChild;
      if (anchor && box.current) moveBeside(box.current, anchor, { side, align, gap });
    };
    place();
    window.addEventListener('resize', place);
    window.addEventListener('scroll', place, { capture: true, passive: true });
    return () => {
      window.removeEventListener('resize', place);
      window.removeEventListener('scroll', place, { capture: true });
    };
  });

  return <span {...attributes} ref={box} className={classNames(styles.layer, className)} />;
}

function moveBeside(box: HTMLElement, anchor: Element, preference: Parameters<typeof placeBeside>[3]): void {
  const root = document.documentElement;
  const viewport = { width: root.clientWidth, height: window.innerHeight };
  // scrollHeight, not the drawn height: a layer that was cut to the room it had must be able to grow again.
  const layer = { width: box.offsetWidth, height: box.scrollHeight + box.offsetHeight - box.clientHeight };
  const place = placeBeside(anchor.getBoundingClientRect(), layer, viewport, preference);
  box.style.left = `${place.left}px`;
  box.style.top = `${place.top}px`;
  box.style.maxHeight = `${place.maxHeight}px`;
}
