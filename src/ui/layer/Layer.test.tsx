// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { Button } from '../Button.tsx';
import { Explain } from '../Explain.tsx';
import { Popover } from '../Popover.tsx';

afterEach(cleanup);

it('closes one layer at a time, the innermost first', () => {
  render(
    <Popover label="Axes" trigger={(attributes) => <Button {...attributes}>Axes</Button>}>
      <Explain title="Scale">Linear or logarithmic.</Explain>
    </Popover>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Axes' }));
  expect(document.activeElement).toBe(screen.getByRole('dialog', { name: 'Axes' }));
  fireEvent.click(screen.getByRole('button', { name: 'Explain Scale' }));
  expect(screen.getByRole('note')).toBeTruthy();

  fireEvent.keyDown(document.body, { key: 'Escape' });
  expect(screen.queryByRole('note')).toBeNull();
  expect(screen.getByRole('dialog')).toBeTruthy();
  fireEvent.keyDown(document.body, { key: 'Escape' });
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Axes' }));
});
