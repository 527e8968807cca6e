// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { logScale } from './slider-scale.ts';
import { Slider } from './Slider.tsx';

afterEach(cleanup);

const scale = logScale({ min: 0.001, max: 1000, stepsPerDecade: 10 });

function renderSlider() {
  function Owner() {
    const [value, setValue] = useState(1);
    return (
      <Slider
        label="Threshold"
        scale={scale}
        value={value}
        onChange={setValue}
        format={(shown) => `|w| ≥ ${shown}`}
      />
    );
  }
  render(<Owner />);
  return screen.getByRole<HTMLInputElement>('slider', { name: 'Threshold' });
}

describe('Slider', () => {
  it('says its value in words', () => {
    const slider = renderSlider();
    expect(slider.getAttribute('aria-valuetext')).toBe('|w| ≥ 1');
    expect(screen.getByRole('status').textContent).toBe('|w| ≥ 1');
  });

  it('moves by positions of its scale', () => {
    const slider = renderSlider();
    fireEvent.change(slider, { target: { value: '40' } });
    expect(slider.getAttribute('aria-valuetext')).toBe('|w| ≥ 10');
  });

  it('takes coarse steps with Page Up and Down, and with Shift and an arrow', () => {
    const slider = renderSlider();
    fireEvent.keyDown(slider, { key: 'PageUp' });
    expect(slider.valueAsNumber).toBe(40);
    fireEvent.keyDown(slider, { key: 'ArrowLeft', shiftKey: true });
    fireEvent.keyDown(slider, { key: 'PageDown' });
    expect(slider.valueAsNumber).toBe(20);
  });

  it('leaves the fine steps to the browser, and stops at the ends', () => {
    const slider = renderSlider();
    expect(fireEvent.keyDown(slider, { key: 'ArrowRight' })).toBe(true);
    for (let times = 0; times < 9; times++) fireEvent.keyDown(slider, { key: 'PageUp' });
    expect(slider.getAttribute('aria-valuetext')).toBe('|w| ≥ 1000');
  });
});
