// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { NumberField, type NumberFieldProps } from './NumberField.tsx';

afterEach(cleanup);

/** The field with an owner who remembers every value it was told. */
function renderField(props: Partial<NumberFieldProps> = {}) {
  const told: (number | null)[] = [];
  function Owner() {
    const [value, setValue] = useState<number | null>(props.value ?? null);
    const onChange = (next: number | null) => {
      told.push(next);
      setValue(next);
    };
    return (
      <>
        <NumberField label="Mass to keep" unit="%" {...props} value={value} onChange={onChange} />
        <button onClick={() => setValue(42)}>set 42</button>
      </>
    );
  }
  render(<Owner />);
  const input = screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Mass to keep' });
  const type = (text: string) => fireEvent.change(input, { target: { value: text } });
  return { input, type, told };
}

describe('NumberField', () => {
  it('tells each valid number while it is typed, and keeps the text as typed', () => {
    const { input, type, told } = renderField();
    type('1');
    type('1.');
    type('1.50');
    expect(told).toEqual([1, 1.5]);
    expect(input.value).toBe('1.50');
    fireEvent.blur(input);
    expect(input.value).toBe('1.5');
  });

  it('keeps and explains a text that is no number, and tells nobody', () => {
    const { input, type, told } = renderField({ value: 7 });
    type('7 apples');
    fireEvent.blur(input);
    expect(told).toEqual([]);
    expect(input.value).toBe('7 apples');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(input.getAttribute('aria-describedby')!)?.textContent).toBe(
      '“7 apples” is not a number.',
    );
  });

  it('may be emptied, unless it is required', () => {
    const { type, told } = renderField({ value: 7 });
    type('');
    expect(told).toEqual([null]);
    cleanup();
    const required = renderField({ value: 7, isRequired: true });
    required.type('');
    expect(required.told).toEqual([]);
    expect(screen.getByText('Enter a number.')).toBeTruthy();
  });

  it('steps by the arrow keys, ten times as far with Shift or Page Up and Down, up to its bounds', () => {
    const { input, told } = renderField({ value: 50, min: 0, max: 65 });
    fireEvent.keyDown(input, { key: 'ArrowUp' });
    fireEvent.keyDown(input, { key: 'ArrowDown', shiftKey: true });
    fireEvent.keyDown(input, { key: 'PageUp' });
    fireEvent.keyDown(input, { key: 'PageUp' });
    expect(told).toEqual([51, 41, 51, 61]);
    fireEvent.keyDown(input, { key: 'PageUp' });
    expect(input.value).toBe('65');
    expect(input.getAttribute('aria-valuetext')).toBe('65 %');
  });

  it('shows what its owner sets, even over a text that was being typed', () => {
    const { input, type } = renderField({ value: 7 });
    type('oops');
    fireEvent.click(screen.getByText('set 42'));
    expect(input.value).toBe('42');
    expect(input.getAttribute('aria-invalid')).toBeNull();
  });
});
