import { useEffect, useId, useRef, useState, type FocusEvent, type ReactNode } from 'react';
import { Layer } from './layer/Layer.tsx';
import type { Align, Side } from './layer/place.ts';
import styles from './Popover.module.css';

/** To be spread over the one button that opens the popover. */
export interface PopoverTriggerAttributes {
  readonly 'aria-expanded': boolean;
  readonly 'aria-haspopup': 'dialog';
  readonly 'aria-controls': string | undefined;
  readonly onClick: () => void;
}

export interface PopoverProps {
  /** The accessible name of the box. */
  readonly label: string;
  readonly trigger: (attributes: PopoverTriggerAttributes) => ReactNode;
  readonly children: ReactNode;
  readonly side?: Side | undefined;
  readonly align?: Align | undefined;
}

/**
 * A few settings or facts beside the button that opens them. Not modal: the page stays in reach, and leaving by Tab, a press
 * elsewhere or Escape closes it. Focus goes in on opening and back to the button on Escape.
 */
export function Popover({ label, trigger, children, side, align }: PopoverProps) {
  const id = useId();
  const around = useRef<HTMLSpanElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const close = () => setIsOpen(false);
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null && !around.current?.contains(relatedTarget)) close();
  };
  return (
    <span ref={around} className={styles.around} onBlur={onBlur}>
      {trigger({
        'aria-expanded': isOpen,
        'aria-haspopup': 'dialog',
        'aria-controls': isOpen ? id : undefined,
        onClick: () => setIsOpen(!isOpen),
      })}
      {isOpen && (
        <Layer
          around={around}
          side={side}
          align={align}
          onDismiss={(reason) => {
            close();
            if (reason === 'escape') focusTrigger(around.current);
          }}
        >
          <PopoverBox id={id} label={label}>
            {children}
          </PopoverBox>
        </Layer>
      )}
    </span>
  );
}

interface PopoverBoxProps {
  readonly id: string;
  readonly label: string;
  readonly children: ReactNode;
}

function PopoverBox({ id, label, children }: PopoverBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  return (
    <div ref={box} id={id} role="dialog" aria-label={label} tabIndex={-1} className={styles.box}>
      {children}
    </div>
  );
}

function focusTrigger(around: HTMLElement | null): void {
  around?.querySelector('button')?.focus();
}
