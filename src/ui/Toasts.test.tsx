// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ToastProvider, useToast, type Toast } from './Toasts.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function renderToasts(toast: Toast) {
  function Shower() {
    const show = useToast();
    return <button onClick={() => show(toast)}>show</button>;
  }
  render(
    <ToastProvider>
      <Shower />
    </ToastProvider>,
  );
  return () => fireEvent.click(screen.getByText('show'));
}

function pass(milliseconds: number) {
  act(() => {
    vi.advanceTimersByTime(milliseconds);
  });
}

describe('toasts', () => {
  it('are announced in a region of their own, and leave by themselves', () => {
    const show = renderToasts({ text: 'Saved' });
    show();
    const region = screen.getByRole('region', { name: 'Notifications' });
    expect(region.querySelector('[aria-live=polite]')?.textContent).toBe('Saved');
    pass(4999);
    expect(screen.queryByText('Saved')).not.toBeNull();
    pass(1);
    expect(screen.queryByText('Saved')).toBeNull();
  });

  it('do not leave while the pointer or focus is on them', () => {
    const show = renderToasts({ text: 'Saved' });
    show();
    const region = screen.getByRole('region', { name: 'Notifications' });
    fireEvent.pointerEnter(region);
    pass(60_000);
    expect(screen.queryByText('Saved')).not.toBeNull();
    fireEvent.pointerLeave(region);
    pass(5000);
    expect(screen.queryByText('Saved')).toBeNull();
  });

  it('offer a way back, once', () => {
    const undo = vi.fn();
    const show = renderToasts({ text: 'Closed', action: { label: 'Undo', onSelect: undo } });
    show();
    pass(9999);
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText('Closed')).toBeNull();
  });

  it('are three at most', () => {
    const show = renderToasts({ text: 'Saved' });
    for (let times = 0; times < 5; times++) show();
    expect(screen.getAllByText('Saved')).toHaveLength(3);
  });
});
