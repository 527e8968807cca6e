/**
 * A scene: a chart as data. The same marks become SVG elements on the page, an SVG file for export, and a snapshot
 * in a test. Colours are any CSS colour; on the page they are custom properties, so themes need no redraw.
 */
export type Mark =
  | {
      readonly kind: 'path';
      readonly d: string;
      readonly stroke?: string;
      readonly width?: number;
      readonly dash?: string;
      readonly fill?: string;
      readonly opacity?: number;
    }
  | {
      readonly kind: 'line';
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly stroke: string;
      readonly width?: number;
      readonly dash?: string;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly size: number;
      readonly weight?: number;
      readonly anchor?: 'start' | 'middle' | 'end';
      /** Degrees, about (x, y). */
      readonly rotate?: number;
      /** Colour of an outline that keeps the text readable over lines. */
      readonly halo?: string;
    }
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      readonly opacity?: number;
    }
  | {
      readonly kind: 'circle';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly fill: string;
      readonly stroke?: string;
      readonly width?: number;
    };

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** What is seen, in one or two sentences: the chart's text alternative. */
  readonly sentence: string;
}

/** The colours that charts draw with. */
export interface Look {
  readonly surface: string;
  readonly ink: string;
  readonly inkMuted: string;
  readonly inkFaint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  /** Eight colours for overlaid curves. */
  readonly series: readonly string[];
  readonly font: string;
}
