import {
  cloneElement,
  useId,
  useRef,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
} from 'react';
import { Kbd } from './Kbd.tsx';
import { useHoverIntent } from './layer/hover-intent.ts';
import { Layer } from './layer/Layer.tsx';
import type { Side } from './layer/place.ts';
import styles from './Tooltip.module.css';

export interface TooltipProps {
  readonly text: string;
  /** A keyboard shortcut, shown after the text: `['⌘', 'K']`. */
  readonly keys?: readonly string[] | undefined;
  readonly side?: Side | undefined;
  /** The text already is the accessible name of the control, so screen readers need not hear it again as its description. */
  readonly isName?: boolean | undefined;
  /** One focusable element. */
  readonly children: ReactElement<{ 'aria-describedby'?: string | undefined }>;
}

const delays = { openAfter: 400, closeAfter: 120 };

/**
 * A few words on a control, for mouse and keyboard. Touch shows none, so nothing may be said only here; to explain a notion use
 * `Explain`. Escape closes it, and the pointer may rest on it (WCAG 1.4.13).
 */
export function Tooltip({ text, keys, side = 'top', isName = false, children }: TooltipProps) {
  const id = useId();
  const around = useRef<HTMLSpanElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const { openSoon, closeSoon, forget } = useHoverIntent(setIsOpen, delays);
  const closeNow = () => {
    forget();
    setIsOpen(false);
  };
  const onPointerEnter = ({ pointerType }: PointerEvent) => {
    if (pointerType !== 'touch') openSoon();
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target.matches(':focus-visible')) setIsOpen(true);
  };

  return (
    <span
      ref={around}
      className={styles.around}
      onPointerEnter={onPointerEnter}
      onPointerLeave={closeSoon}
      onPointerDown={closeNow}
      onFocus={onFocus}
      onBlur={closeNow}
    >
      {cloneElement(children, isOpen && !isName ? { 'aria-describedby': id } : {})}
      {isOpen && (
        <Layer
          around={around}
          side={side}
          align="center"
          takesEscape={false}
          onDismiss={closeNow}
          role="tooltip"
          id={id}
          className={styles.tooltip}
        >
          {text}
          {keys && <Kbd keys={keys} />}
        </Layer>
      )}
    </span>
  );
}
