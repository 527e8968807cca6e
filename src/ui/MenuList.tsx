import { useEffect, useRef, type KeyboardEvent } from 'react';
import { classNames } from './class-names.ts';
import { iconLook, type Icon } from './icon.ts';
import styles from './Menu.module.css';

export interface MenuItem {
  readonly label: string;
  readonly icon?: Icon | undefined;
  /** At the end of the line: a file's ending, a key. */
  readonly hint?: string | undefined;
  readonly isDanger?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly onSelect: () => void;
}

export interface MenuSection {
  readonly heading?: string | undefined;
  readonly items: readonly MenuItem[];
}

export interface MenuListProps {
  readonly id: string;
  readonly label: string;
  readonly sections: readonly MenuSection[];
  readonly startAt: 'first' | 'last';
  readonly onChoose: (item: MenuItem) => void;
  /** When focus leaves without a choice. */
  readonly onClose: () => void;
}

/** The open list of a `Menu`. Focus moves item by item; disabled items can be reached, so that they can be read. */
export function MenuList({ id, label, sections, startAt, onChoose, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      itemsOf(list.current)
        .at(startAt === 'first' ? 0 : -1)
        ?.focus(),
    [startAt],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') {
      onClose();
      return;
    }
    const items = itemsOf(list.current);
    const current = items.indexOf(document.activeElement as HTMLElement);
    const next = keyTarget(event.key, items, current);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div ref={list} id={id} role="menu" aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
      {sections.map((section, index) => (
        <div
          key={section.heading ?? index}
          role="group"
          aria-label={section.heading}
          className={styles.section}
        >
          {section.heading !== undefined && (
            <div aria-hidden className={styles.heading}>
              {section.heading}
            </div>
          )}
          {section.items.map((item) => (
            <MenuRow key={item.label} item={item} onChoose={onChoose} />
          ))}
        </div>
      ))}
    </div>
  );
}

interface MenuRowProps {
  readonly item: MenuItem;
  readonly onChoose: (item: MenuItem) => void;
}

function MenuRow({ item, onChoose }: MenuRowProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={item.isDisabled === true ? true : undefined}
      className={classNames(styles.item, item.isDanger && styles.isDanger)}
      onClick={() => item.isDisabled !== true && onChoose(item)}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
    >
      {item.icon && <item.icon {...iconLook} />}
      {item.label}
      {item.hint !== undefined && <span className={styles.hint}>{item.hint}</span>}
    </button>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

function keyTarget(key: string, items: readonly HTMLElement[], current: number): HTMLElement | undefined {
  if (key === 'ArrowDown') return items.at((current + 1) % items.length);
  if (key === 'ArrowUp') return items.at(current <= 0 ? -1 : current - 1);
  if (key === 'Home') return items.at(0);
  if (key === 'End') return items.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  const fromNext = [...items.slice(current + 1), ...items.slice(0, current + 1)];
  return fromNext.find((item) => item.textContent.toLowerCase().startsWith(key.toLowerCase()));
}
