// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Menu } from './Menu.tsx';

afterEach(cleanup);

function renderMenu() {
  const chosen: string[] = [];
  const item = (label: string, isDisabled = false) => ({
    label,
    isDisabled,
    onSelect: () => chosen.push(label),
  });
  render(
    <Menu
      label="Export"
      sections={[
        { heading: 'Picture', items: [item('SVG'), item('PNG')] },
        { heading: 'Data', items: [item('CSV', true), item('JSON')] },
      ]}
    />,
  );
  const button = screen.getByRole('button', { name: 'Export' });
  button.focus();
  const press = (key: string) => fireEvent.keyDown(document.activeElement!, { key });
  const focused = () => document.activeElement?.textContent;
  return { button, press, focused, chosen };
}

describe('Menu', () => {
  it('opens at its first item by the down arrow, at its last by the up arrow', () => {
    const { button, press, focused } = renderMenu();
    press('ArrowDown');
    expect(focused()).toBe('SVG');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    press('Escape');
    expect(document.activeElement).toBe(button);
    expect(screen.queryByRole('menu')).toBeNull();
    press('ArrowUp');
    expect(focused()).toBe('JSON');
  });

  it('goes round with the arrows, to the ends by Home and End, and to a letter', () => {
    const { press, focused } = renderMenu();
    press('ArrowDown');
    press('ArrowUp');
    expect(focused()).toBe('JSON');
    press('ArrowDown');
    expect(focused()).toBe('SVG');
    press('End');
    expect(focused()).toBe('JSON');
    press('p');
    expect(focused()).toBe('PNG');
    press('Home');
    expect(focused()).toBe('SVG');
  });

  it('acts once and gives focus back', () => {
    const { button, press, chosen } = renderMenu();
    press('ArrowDown');
    fireEvent.click(screen.getByRole('menuitem', { name: 'PNG' }));
    expect(chosen).toEqual(['PNG']);
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(button);
  });

  it('lets a disabled item be reached and read, not chosen', () => {
    const { press, focused, chosen } = renderMenu();
    press('ArrowDown');
    press('c');
    expect(focused()).toBe('CSV');
    fireEvent.click(document.activeElement!);
    expect(chosen).toEqual([]);
    expect(screen.getByRole('menu', { name: 'Export' })).toBeTruthy();
  });

  it('closes on a press elsewhere and on Tab', () => {
    const { button, press } = renderMenu();
    press('ArrowDown');
    fireEvent.pointerDown(document.body);
    expect(screen.queryByRole('menu')).toBeNull();
    fireEvent.click(button);
    press('Tab');
    expect(screen.queryByRole('menu')).toBeNull();
  });
});
