// @vitest-environment jsdom
import { renderHook, act } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseTheme, readThemeChoice, themeBootScript, useThemeChoice } from './theme.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  chooseTheme('system');
});

/** A fresh page: nothing but the boot script has run. */
function boot(): string | undefined {
  delete document.documentElement.dataset.theme;
  const script = document.createElement('script');
  script.textContent = themeBootScript;
  document.head.append(script);
  script.remove();
  return document.documentElement.dataset.theme;
}

describe('the theme', () => {
  it('follows the system until it is chosen', () => {
    expect(readThemeChoice()).toBe('system');
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it('is applied at once and kept for the next page, where the boot script applies it', () => {
    chooseTheme('dark');
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect(boot()).toBe('dark');
    expect(readThemeChoice()).toBe('dark');
    chooseTheme('system');
    expect(boot()).toBeUndefined();
  });

  it('boots into the system theme when what was kept is nonsense', () => {
    localStorage.setItem('theme', 'sepia');
    expect(boot()).toBeUndefined();
  });

  it('holds for this page where storage is blocked', () => {
    vi.stubGlobal('localStorage', undefined);
    chooseTheme('light');
    expect(readThemeChoice()).toBe('light');
  });

  it('tells components of a choice', () => {
    const { result } = renderHook(() => useThemeChoice());
    expect(result.current).toBe('system');
    act(() => chooseTheme('dark'));
    expect(result.current).toBe('dark');
  });
});
