import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';
import { iconLook, smallIconLook, type Icon } from './icon.ts';
import { Spinner } from './Spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';
export type ControlSize = 'small' | 'medium' | 'large';

export interface ButtonProps extends ComponentProps<'button'> {
  readonly children: ReactNode;
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ControlSize | undefined;
  readonly icon?: Icon | undefined;
  /** After the label; a chevron says that more opens. */
  readonly trailingIcon?: Icon | undefined;
  /** Shows that the action is under way and takes no second click. Focus and width stay. */
  readonly isBusy?: boolean | undefined;
}

/** One action. A page or dialog has at most one primary button. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon: LeadingIcon,
  trailingIcon: TrailingIcon,
  isBusy = false,
  className,
  onClick,
  children,
  ...attributes
}: ButtonProps) {
  const look = size === 'small' ? smallIconLook : iconLook;
  return (
    <button
      type="button"
      {...attributes}
      className={classNames(styles.button, styles[variant], styles[size], className)}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
    >
      {isBusy && !LeadingIcon && <Spinner className={styles.overLabel} />}
      {LeadingIcon && (isBusy ? <Spinner /> : <LeadingIcon {...look} />)}
      <span className={classNames(styles.label, isBusy && !LeadingIcon && styles.isHidden)}>{children}</span>
      {TrailingIcon && <TrailingIcon {...smallIconLook} className={styles.trailing} />}
    </button>
  );
}
