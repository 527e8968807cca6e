import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { smallIconLook, type Icon } from './icon.ts';
import styles from './Tabs.module.css';

export interface Tab<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly icon?: Icon | undefined;
  /** A small number or word after the label. */
  readonly badge?: string | undefined;
}

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly Tab<T>[];
  readonly selected: T;
  readonly onSelect: (id: T) => void;
  /** The panel of the selected tab. */
  readonly children: ReactNode;
}

/**
 * Panels of which one is shown. Arrow keys, Home and End move between tabs, Enter and Space open one: a panel may be heavy and
 * is a step of the history, so it does not open just because the keyboard passes over its tab.
 */
export function Tabs<T extends string>({ label, tabs, selected, onSelect, children }: TabsProps<T>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const elements = [...(list.current?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    const current = elements.indexOf(document.activeElement as HTMLElement);
    const next = nextIndex(event.key, current, elements.length);
    if (next === null) return;
    event.preventDefault();
    elements[next]?.focus();
  };
  const tabId = (tab: T) => `${id}-${tab}`;

  return (
    <>
      <div ref={list} role="tablist" aria-label={label} className={styles.list} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={tabId(tab.id)}
            aria-selected={tab.id === selected}
            aria-controls={tab.id === selected ? `${id}-panel` : undefined}
            tabIndex={tab.id === selected ? 0 : -1}
            className={styles.tab}
            onClick={() => onSelect(tab.id)}
          >
            {tab.icon && <tab.icon {...smallIconLook} />}
            {tab.label}
            {tab.badge !== undefined && <span className={styles.badge}>{tab.badge}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={tabId(selected)} tabIndex={-1}>
        {children}
      </div>
    </>
  );
}

/** Where a key leads in a row of `count` that ends in a ring; null for any other key. */
function nextIndex(key: string, current: number, count: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key === 'ArrowRight') return (current + 1) % count;
  if (key === 'ArrowLeft') return (current - 1 + count) % count;
  return null;
}
