import X from 'lucide-react/icons/x';
import { createContext, use, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import styles from './Toasts.module.css';

export interface Toast {
  readonly text: string;
  /** The way back, such as "Undo". */
  readonly action?: { readonly label: string; readonly onSelect: () => void } | undefined;
}

interface ShownToast extends Toast {
  readonly id: number;
}

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);

/** More than three at once is noise; the oldest goes. */
const mostShown = 3;
/** Milliseconds; longer with an action, which has to be read, decided on and reached. */
const plainDuration = 5000;
const actionDuration = 10_000;

/** Shows a toast: `const toast = useToast(); toast({ text: 'Link copied' })`. Without a provider around, nothing happens. */
export function useToast(): (toast: Toast) => void {
  return use(ToastContext);
}

/**
 * Brief words about what just happened, in a corner. They leave by themselves, so a toast says nothing that is said nowhere else,
 * and its action must have another way to it. Time stands still while the pointer or focus is on them.
 */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const nextId = useRef(0);
  const show = useCallback((toast: Toast) => {
    const id = nextId.current++;
    setToasts((shown) => [...shown, { ...toast, id }].slice(-mostShown));
  }, []);
  const dismiss = useCallback(
    (id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)),
    [],
  );
  const [isPaused, setIsPaused] = useState(false);

  return (
    <ToastContext value={show}>
      {children}
      <section
        aria-label="Notifications"
        className={styles.region}
        onPointerEnter={() => setIsPaused(true)}
        onPointerLeave={() => setIsPaused(false)}
        onFocus={() => setIsPaused(true)}
        onBlur={() => setIsPaused(false)}
      >
        <ol aria-live="polite" className={styles.list}>
          {toasts.map((toast) => (
            <ToastItem key={toast.id} toast={toast} isPaused={isPaused} onDismiss={dismiss} />
          ))}
        </ol>
      </section>
    </ToastContext>
  );
}

interface ToastItemProps {
  readonly toast: ShownToast;
  readonly isPaused: boolean;
  readonly onDismiss: (id: number) => void;
}

function ToastItem({ toast, isPaused, onDismiss }: ToastItemProps) {
  const { id, text, action } = toast;
  const duration = action ? actionDuration : plainDuration;
  useEffect(() => {
    if (isPaused) return;
    const timer = window.setTimeout(() => onDismiss(id), duration);
    return () => window.clearTimeout(timer);
  }, [isPaused, onDismiss, id, duration]);

  return (
    <li className={styles.toast}>
      <span className={styles.text}>{text}</span>
      {action && (
        <Button
          size="small"
          variant="quiet"
          className={styles.action}
          onClick={() => {
            onDismiss(id);
            action.onSelect();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        label="Dismiss"
        icon={X}
        size="small"
        className={styles.dismiss}
        onClick={() => onDismiss(id)}
      />
    </li>
  );
}
