/** What charts draw with, taken from the tokens: tokens.css stays the only place where a colour is written. */
import type { ThemeName } from '../theme.ts';

export interface ChartLook {
  readonly surface: string;
  readonly ink: string;
  readonly inkMuted: string;
  readonly inkFaint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  /** Eight colours for overlaid curves, in the order to use them. */
  readonly series: readonly string[];
  readonly font: string;
}

/** As custom properties, for SVG on the page and for swatches beside it: a change of theme needs no redraw. */
export const liveLook: ChartLook = lookFrom((token) => `var(${token})`);

/**
 * As plain values, each colour as `rgb(…)`, for what knows no custom properties: a canvas, a file that is saved.
 * Of the theme on the screen, or of the one named: a picture for print is light whatever the screen shows.
 */
export function readLook(theme?: ThemeName): ChartLook {
  const probe = document.createElement('span');
  if (theme !== undefined) probe.dataset.theme = theme;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const look = lookFrom((token) => {
    if (token === '--font') return style.getPropertyValue(token);
    // A colour property resolves light-dark() for the probe's theme; the custom property alone gives its source text.
    probe.style.color = `var(${token})`;
    return style.color;
  });
  probe.remove();
  return look;
}

function lookFrom(valueOf: (token: string) => string): ChartLook {
  return {
    surface: valueOf('--surface'),
    ink: valueOf('--ink'),
    inkMuted: valueOf('--ink-muted'),
    inkFaint: valueOf('--ink-faint'),
    line: valueOf('--line'),
    lineStrong: valueOf('--line-strong'),
    accent: valueOf('--accent-ink'),
    series: Array.from({ length: 8 }, (_, index) => valueOf(`--series-${index + 1}`)),
    font: valueOf('--font'),
  };
}
