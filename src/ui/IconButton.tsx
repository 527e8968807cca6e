import type { ComponentProps } from 'react';
import type { ButtonVariant, ControlSize } from './Button.tsx';
import buttonStyles from './Button.module.css';
import { classNames } from './class-names.ts';
import { iconLook, smallIconLook, type Icon } from './icon.ts';
import styles from './IconButton.module.css';
import type { Side } from './layer/place.ts';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** The accessible name, and the text of the tooltip. */
  readonly label: string;
  readonly icon: Icon;
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ControlSize | undefined;
  /** Makes it a toggle. */
  readonly isPressed?: boolean | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly tooltipSide?: Side | undefined;
}

/** A button that is an icon. */
export function IconButton({
  label,
  icon: ShownIcon,
  variant = 'quiet',
  size = 'medium',
  isPressed,
  keys,
  tooltipSide,
  className,
  ...attributes
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={tooltipSide} isName>
      <button
        type="button"
        {...attributes}
        aria-label={label}
        aria-pressed={isPressed}
        className={classNames(
          buttonStyles.button,
          buttonStyles[variant],
          buttonStyles[size],
          styles.square,
          className,
        )}
      >
        <ShownIcon {...(size === 'small' ? smallIconLook : iconLook)} />
      </button>
    </Tooltip>
  );
}
