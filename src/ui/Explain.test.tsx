// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Explain } from './Explain.tsx';

afterEach(cleanup);

function renderExplain() {
  render(
    <Explain
      title="Gini coefficient"
      formula="G = 1 − 2∫L"
      reference={{ text: 'Hurley & Rickard 2009', href: 'https://example.org' }}
    >
      How unequal the weights are.
    </Explain>,
  );
  return screen.getByRole('button', { name: 'Explain Gini coefficient' });
}

function isOpen() {
  return screen.queryByRole('note') !== null;
}

describe('Explain', () => {
  it('opens on a click or tap, stays, and closes on the second', () => {
    const button = renderExplain();
    fireEvent.pointerEnter(button, { pointerType: 'touch' });
    fireEvent.click(button);
    fireEvent.pointerLeave(button, { pointerType: 'touch' });
    expect(screen.getByRole('note').textContent).toContain('How unequal the weights are.');
    expect(button.getAttribute('aria-describedby')).toBe(screen.getByRole('note').id);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    fireEvent.click(button);
    expect(isOpen()).toBe(false);
  });

  it('opens on keyboard focus; its link keeps it open, leaving closes it', () => {
    const button = renderExplain();
    fireEvent.keyDown(document.body, { key: 'Tab' });
    button.focus();
    fireEvent.focus(button);
    expect(isOpen()).toBe(true);
    const link = screen.getByRole('link', { name: 'Hurley & Rickard 2009' });
    fireEvent.blur(button, { relatedTarget: link });
    expect(isOpen()).toBe(true);
    fireEvent.blur(link, { relatedTarget: document.body });
    expect(isOpen()).toBe(false);
  });

  it('closes on Escape and on a press elsewhere, and consumes that Escape', () => {
    const button = renderExplain();
    fireEvent.click(button);
    expect(fireEvent.keyDown(button, { key: 'Escape' })).toBe(false);
    expect(isOpen()).toBe(false);
    expect(fireEvent.keyDown(button, { key: 'Escape' })).toBe(true);
    fireEvent.click(button);
    fireEvent.pointerDown(document.body);
    expect(isOpen()).toBe(false);
  });
});
