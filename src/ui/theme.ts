/**
 * The theme: what the person chose, kept in localStorage, and shown as `data-theme` on the root element (tokens.css does the rest).
 * "system" has no attribute, so that the page follows the system without a line of script.
 */
import { useSyncExternalStore } from 'react';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type ThemeName = 'light' | 'dark';

const storageKey = 'theme';
const darkQuery = '(prefers-color-scheme: dark)';

/**
 * Applies the kept choice before the first paint. It has to stand inline in the head of the page, above every stylesheet (a module
 * runs after the first paint and would flash), together with `<meta name="color-scheme" content="light dark" />`.
 * theme-boot.test.ts holds every page to it, up to white space.
 */
export const themeBootScript = `
try {
  const theme = localStorage.getItem('${storageKey}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {}
`;

const listeners = new Set<() => void>();

/** The choice in force. It is read off the root element, which the boot script wrote: the page cannot disagree with itself. */
export function readThemeChoice(): ThemeChoice {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** Applies a choice at once and keeps it where the browser lets us: storage may be full, blocked or absent. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    if (choice === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // The choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** What is on the screen now: the choice, or what "system" means at this moment. */
export function readThemeName(): ThemeName {
  const choice = readThemeChoice();
  if (choice !== 'system') return choice;
  return window.matchMedia(darkQuery).matches ? 'dark' : 'light';
}

export function useThemeChoice(): ThemeChoice {
  return useSyncExternalStore(subscribeToChoice, readThemeChoice);
}

/** For what CSS cannot repaint, such as a canvas. */
export function useThemeName(): ThemeName {
  return useSyncExternalStore(subscribeToName, readThemeName);
}

function subscribeToChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function subscribeToName(listener: () => void): () => void {
  const unsubscribe = subscribeToChoice(listener);
  const system = window.matchMedia(darkQuery);
  system.addEventListener('change', listener);
  return () => {
    unsubscribe();
    system.removeEventListener('change', listener);
  };
}
