import type { Look } from '../../../charts/scene.ts';
import { liveLook } from '../../../ui/look/chart-look.ts';

/** Lines in the colours of a file, in place of the page's custom properties. */
export function inPlainColours<T extends { readonly color: string }>(
  lines: readonly T[],
  look: Look,
): readonly T[] {
  return lines.map((line) => ({
    ...line,
    color: look.series[liveLook.series.indexOf(line.color)] ?? look.inkFaint,
  }));
}
