// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import Search from 'lucide-react/icons/search';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button } from './Button.tsx';
import { Checkbox } from './Checkbox.tsx';
import { CopyButton } from './CopyButton.tsx';
import { IconButton } from './IconButton.tsx';
import { ProgressBar } from './ProgressBar.tsx';
import { SegmentedControl } from './SegmentedControl.tsx';

afterEach(cleanup);

describe('Button', () => {
  it('keeps its name and focus while busy, and takes no click', () => {
    const onClick = vi.fn();
    const { rerender } = render(<Button onClick={onClick}>Open</Button>);
    const button = screen.getByRole('button', { name: 'Open' });
    button.focus();
    rerender(
      <Button onClick={onClick} isBusy>
        Open
      </Button>,
    );
    expect(screen.getByRole('button', { name: 'Open', busy: true })).toBe(button);
    expect(document.activeElement).toBe(button);
    fireEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
  });

  it('does not submit a form that it happens to stand in', () => {
    render(<Button>Open</Button>);
    expect(screen.getByRole<HTMLButtonElement>('button').type).toBe('button');
  });
});

describe('IconButton', () => {
  it('is named by its tooltip, which keyboard focus shows and Escape hides', () => {
    render(<IconButton label="Search" icon={Search} keys={['Ctrl', 'K']} />);
    const button = screen.getByRole('button', { name: 'Search' });
    fireEvent.keyDown(document.body, { key: 'Tab' });
    button.focus();
    fireEvent.focus(button);
    expect(screen.getByRole('tooltip').textContent).toBe('SearchCtrlK');
    expect(button.getAttribute('aria-describedby')).toBeNull();
    fireEvent.keyDown(button, { key: 'Escape' });
    expect(screen.queryByRole('tooltip')).toBeNull();
  });
});

describe('CopyButton', () => {
  it('says so when the browser has no clipboard to give', async () => {
    render(<CopyButton label="Copy link" text="#v=1" />);
    fireEvent.click(screen.getByRole('button', { name: 'Copy link' }));
    expect(await screen.findByText('Copying was blocked')).toBeTruthy();
  });
});

describe('SegmentedControl', () => {
  it('is a group of radio buttons with one name each', () => {
    const onChange = vi.fn();
    render(
      <SegmentedControl
        label="Axis"
        isIconOnly
        value="linear"
        onChange={onChange}
        segments={[
          { value: 'linear', label: 'Linear', icon: Search },
          { value: 'log', label: 'Logarithmic', icon: Search },
        ]}
      />,
    );
    expect(screen.getByRole('group', { name: 'Axis' })).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Linear' }).checked).toBe(true);
    fireEvent.click(screen.getByRole('radio', { name: 'Logarithmic' }));
    expect(onChange).toHaveBeenCalledExactlyOnceWith('log');
  });
});

describe('Checkbox', () => {
  it('can be neither on nor off, and then turns on', () => {
    const onChange = vi.fn();
    render(<Checkbox label="All projections" isChecked="mixed" onChange={onChange} />);
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'All projections' });
    expect(box.indeterminate).toBe(true);
    fireEvent.click(box);
    expect(onChange).toHaveBeenCalledExactlyOnceWith(true);
  });
});

describe('ProgressBar', () => {
  it('says every quarter aloud, and every percent when asked', () => {
    const { rerender } = render(<ProgressBar label="Scanning" fraction={0.49} />);
    const bar = screen.getByRole('progressbar', { name: 'Scanning' });
    expect(bar.getAttribute('aria-valuenow')).toBe('49');
    expect(screen.getByRole('status').textContent).toBe('Scanning: 25 %');
    rerender(<ProgressBar label="Scanning" fraction={0.5} />);
    expect(screen.getByRole('status').textContent).toBe('Scanning: 50 %');
  });

  it('says nothing about an end that it does not know', () => {
    render(<ProgressBar label="Opening" fraction={null} />);
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBeNull();
  });
});
