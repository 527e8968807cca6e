import { useState, type PointerEvent, type PointerEventHandler } from 'react';
import type { Axis, Plot } from '../../../charts/axes.ts';
import { changeView } from '../../../state/view.ts';

export interface StepPointer {
  /** The step under a pointer that rests on the chart. */
  readonly hovered: number | null;
  readonly handlers: {
    readonly onPointerMove: PointerEventHandler;
    readonly onPointerDown: PointerEventHandler;
    readonly onPointerLeave: PointerEventHandler;
  };
}

/** Reads a chart over steps by pointer; pressing and dragging moves every chart of the run to that step. */
export function useStepPointer(
  { x, plot }: { readonly x: Axis; readonly plot: Plot },
  lastStep: number,
): StepPointer {
  const [hovered, setHovered] = useState<number | null>(null);
  const stepAt = (event: PointerEvent): number | null => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (at < plot.left - 6 || at > plot.right + 6) return null;
    return Math.min(lastStep, Math.max(0, Math.round(x.invert(at))));
  };
  const scrub = (step: number | null) => {
    if (step !== null) changeView({ runStep: step >= lastStep ? null : step });
  };
  return {
    hovered,
    handlers: {
      onPointerMove: (event) => {
        const step = stepAt(event);
        setHovered(step);
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(step);
      },
      onPointerDown: (event) => {
        const step = stepAt(event);
        if (event.button !== 0 || step === null) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(step);
      },
      onPointerLeave: () => setHovered(null),
    },
  };
}
