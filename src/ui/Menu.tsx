import ChevronDown from 'lucide-react/icons/chevron-down';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Button, type ButtonVariant, type ControlSize } from './Button.tsx';
import { IconButton } from './IconButton.tsx';
import type { Icon } from './icon.ts';
import { Layer } from './layer/Layer.tsx';
import type { Align } from './layer/place.ts';
import { MenuList, type MenuSection } from './MenuList.tsx';
import styles from './Menu.module.css';

export interface MenuProps {
  /** On the button, and the accessible name of the list. */
  readonly label: string;
  readonly sections: readonly MenuSection[];
  readonly icon?: Icon | undefined;
  /** Shows the icon alone, with the label as its tooltip. */
  readonly isIconOnly?: boolean | undefined;
  readonly variant?: ButtonVariant | undefined;
  readonly size?: ControlSize | undefined;
  readonly align?: Align | undefined;
}

/**
 * A button that opens a list of actions, as the ARIA menu button pattern has it: Enter, Space and the down arrow open it at the
 * first item, the up arrow at the last; arrows go round; a letter jumps; Escape returns to the button.
 */
export function Menu(props: MenuProps) {
  const { label, sections, icon = ChevronDown, isIconOnly = false, variant, size, align } = props;
  const id = useId();
  const around = useRef<HTMLSpanElement>(null);
  const [startAt, setStartAt] = useState<'first' | 'last' | null>(null);
  const isOpen = startAt !== null;

  const closeAndReturn = () => {
    setStartAt(null);
    around.current?.querySelector('button')?.focus();
  };
  const trigger = {
    variant,
    size,
    'aria-haspopup': 'menu',
    'aria-expanded': isOpen,
    'aria-controls': isOpen ? id : undefined,
    onClick: () => setStartAt(isOpen ? null : 'first'),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      setStartAt(event.key === 'ArrowDown' ? 'first' : 'last');
    },
  } as const;

  return (
    <span ref={around} className={styles.around}>
      {isIconOnly ? (
        <IconButton {...trigger} label={label} icon={icon} />
      ) : (
        <Button {...trigger} icon={props.icon} trailingIcon={ChevronDown}>
          {label}
        </Button>
      )}
      {isOpen && (
        <Layer
          around={around}
          align={align}
          onDismiss={(reason) => (reason === 'escape' ? closeAndReturn() : setStartAt(null))}
        >
          <MenuList
            id={id}
            label={label}
            sections={sections}
            startAt={startAt}
            onClose={() => setStartAt(null)}
            onChoose={(item) => {
              closeAndReturn();
              item.onSelect();
            }}
          />
        </Layer>
      )}
    </span>
  );
}
