import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useEffect, useState } from 'react';
import { Button, type ButtonVariant, type ControlSize } from './Button.tsx';
import styles from './CopyButton.module.css';
import type { Icon } from './icon.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';

export interface CopyButtonProps {
  readonly label: string;
  /** The text, or how to come by it at the click. */
  readonly text: string | (() => string | Promise<string>);
  readonly icon?: Icon | undefined;
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ControlSize | undefined;
}

type Outcome = 'copied' | 'blocked';

/** Milliseconds that the outcome stands in place of the label. */
const outcomeDuration = 2000;
const outcomeWords: Readonly<Record<Outcome, string>> = { copied: 'Copied', blocked: 'Copying was blocked' };

/** Puts a text on the clipboard and says whether that worked: a browser may refuse. Its width does not change. */
export function CopyButton({ label, text, icon = Copy, variant, size }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = window.setTimeout(() => setOutcome(null), outcomeDuration);
    return () => window.clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setOutcome('copied');
    } catch {
      setOutcome('blocked');
    }
  };
  const shownIcon = outcome === null ? icon : outcome === 'copied' ? Check : TriangleAlert;

  return (
    <>
      <Button variant={variant} size={size} icon={shownIcon} aria-label={label} onClick={() => void copy()}>
        <span className={styles.stack}>
          <span data-shown={outcome === null}>{label}</span>
          {(['copied', 'blocked'] as const).map((each) => (
            <span key={each} data-shown={outcome === each}>
              {each === 'copied' ? 'Copied' : 'Blocked'}
            </span>
          ))}
        </span>
      </Button>
      <VisuallyHidden role="status">{outcome !== null && outcomeWords[outcome]}</VisuallyHidden>
    </>
  );
}
