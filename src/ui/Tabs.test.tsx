// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { Tabs } from './Tabs.tsx';

afterEach(cleanup);

function renderTabs() {
  function Owner() {
    const [selected, setSelected] = useState<'curve' | 'tensors' | 'notes'>('curve');
    return (
      <Tabs
        label="Panels"
        selected={selected}
        onSelect={setSelected}
        tabs={[
          { id: 'curve', label: 'Curve' },
          { id: 'tensors', label: 'Tensors', badge: '12' },
          { id: 'notes', label: 'Notes' },
        ]}
      >
        the panel of {selected}
      </Tabs>
    );
  }
  render(<Owner />);
  return screen.getAllByRole('tab');
}

describe('Tabs', () => {
  it('puts only the selected tab into the tab order, and names the panel by it', () => {
    const tabs = renderTabs();
    expect(tabs.map((tab) => tab.tabIndex)).toEqual([0, -1, -1]);
    expect(screen.getByRole('tabpanel', { name: 'Curve' }).textContent).toBe('the panel of curve');
  });

  it('moves by arrow keys in a ring, and opens nothing on the way', () => {
    const [curve, tensors, notes] = renderTabs();
    curve!.focus();
    fireEvent.keyDown(curve!, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(tensors);
    fireEvent.keyDown(tensors!, { key: 'End' });
    expect(document.activeElement).toBe(notes);
    fireEvent.keyDown(notes!, { key: 'ArrowRight' });
    expect(document.activeElement).toBe(curve);
    fireEvent.keyDown(curve!, { key: 'ArrowLeft' });
    expect(document.activeElement).toBe(notes);
    expect(screen.getByRole('tab', { selected: true })).toBe(curve);
  });

  it('opens the tab that is pressed', () => {
    const [, tensors] = renderTabs();
    fireEvent.click(tensors!);
    expect(screen.getByRole('tab', { selected: true })).toBe(tensors);
    expect(screen.getByRole('tabpanel', { name: /^Tensors/ }).textContent).toBe('the panel of tensors');
  });
});
