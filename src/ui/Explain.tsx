import CircleQuestionMark from 'lucide-react/icons/circle-question-mark';
import { useId, useRef, useState, type FocusEvent, type PointerEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Explain.module.css';
import { useHoverIntent } from './layer/hover-intent.ts';
import { Layer } from './layer/Layer.tsx';

export interface Reference {
  readonly text: string;
  readonly href?: string | undefined;
}

export interface ExplainProps {
  /** What is explained: the head of the box, and the accessible name of a question mark. */
  readonly title: string;
  /** The explanation: phrasing content, one to three sentences. */
  readonly children: ReactNode;
  /** A line of Unicode, or a MathML element. */
  readonly formula?: ReactNode;
  readonly reference?: Reference | undefined;
  /** Shown underlined in place of the question mark, for a term in running text or a table head. */
  readonly term?: string | undefined;
}

const delays = { openAfter: 180, closeAfter: 160 };

/**
 * A notion explained where it stands. Opens under a resting mouse, on keyboard focus and on a tap or click, which also pins it:
 * then it stays until Escape, a second click or a press elsewhere. Links inside can be reached by Tab and by the pointer.
 */
export function Explain({ title, children, formula, reference, term }: ExplainProps) {
  const id = useId();
  const around = useRef<HTMLSpanElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [isPinned, setIsPinned] = useState(false);
  const { openSoon, closeSoon, forget } = useHoverIntent(setIsOpen, delays);

  const show = (next: { isPinned: boolean } | null) => {
    forget();
    setIsOpen(next !== null);
    setIsPinned(next?.isPinned ?? false);
  };
  const onPointerEnter = ({ pointerType }: PointerEvent) => {
    if (pointerType !== 'touch' && !isPinned) openSoon();
  };
  const onPointerLeave = ({ pointerType }: PointerEvent) => {
    if (pointerType !== 'touch' && !isPinned) closeSoon();
  };
  // A finger also focuses what it taps, but not visibly: then the click alone decides.
  const onFocus = ({ target }: FocusEvent) => {
    if (!isOpen && target.matches(':focus-visible')) show({ isPinned: false });
  };
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (!around.current?.contains(relatedTarget)) show(null);
  };

  return (
    <span
      ref={around}
      className={styles.around}
      onPointerEnter={onPointerEnter}
      onPointerLeave={onPointerLeave}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <button
        type="button"
        className={classNames(styles.trigger, term === undefined ? styles.mark : styles.term)}
        aria-label={term === undefined ? `Explain ${title}` : undefined}
        aria-expanded={isOpen}
        aria-describedby={isOpen ? id : undefined}
        onClick={() => show(isPinned ? null : { isPinned: true })}
      >
        {term ?? <CircleQuestionMark size={14} strokeWidth={1.75} aria-hidden />}
      </button>
      {isOpen && (
        <Layer
          around={around}
          align="center"
          onDismiss={() => show(null)}
          id={id}
          role="note"
          className={styles.box}
        >
          <strong className={styles.title}>{title}</strong>
          <span className={styles.text}>{children}</span>
          {formula !== undefined && <span className={styles.formula}>{formula}</span>}
          {reference && <ReferenceLine {...reference} />}
        </Layer>
      )}
    </span>
  );
}

function ReferenceLine({ text, href }: Reference) {
  if (href === undefined) return <cite className={styles.reference}>{text}</cite>;
  return (
    <cite className={styles.reference}>
      <a href={href} target="_blank" rel="noreferrer">
        {text}
      </a>
    </cite>
  );
}
