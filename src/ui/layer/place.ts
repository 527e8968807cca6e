/** Where a floating layer goes beside its anchor. Pure: rectangles in, a position out, all in CSS pixels of the viewport. */

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Side = 'top' | 'bottom';
export type Align = 'start' | 'center' | 'end';

export interface Preference {
  readonly side: Side;
  readonly align: Align;
  /** Between anchor and layer. */
  readonly gap: number;
}

export interface Place {
  readonly left: number;
  readonly top: number;
  readonly side: Side;
  /** The room on that side; a taller layer scrolls. */
  readonly maxHeight: number;
}

/** Kept free between a layer and the edge of the window. */
const margin = 8;

/**
 * The preferred side if the layer fits there, otherwise the roomier one; shifted sideways as far as needed to stay in the window.
 */
export function placeBeside(anchor: Rectangle, layer: Size, viewport: Size, preference: Preference): Place {
  const { gap, align } = preference;
  const room = {
    top: anchor.top - gap - margin,
    bottom: viewport.height - anchor.top - anchor.height - gap - margin,
  };
  const other: Side = preference.side === 'top' ? 'bottom' : 'top';
  const fits = layer.height <= room[preference.side] || room[preference.side] >= room[other];
  const side = fits ? preference.side : other;

  const maxHeight = Math.max(0, room[side]);
  const height = Math.min(layer.height, maxHeight);
  const top = side === 'top' ? anchor.top - gap - height : anchor.top + anchor.height + gap;

  const slack = anchor.width - layer.width;
  const wanted = anchor.left + { start: 0, center: slack / 2, end: slack }[align];
  const farthest = Math.max(margin, viewport.width - layer.width - margin);
  const left = Math.min(Math.max(wanted, margin), farthest);
  return { left: Math.round(left), top: Math.round(top), side, maxHeight: Math.floor(maxHeight) };
}
