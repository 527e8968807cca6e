/** Pixels: a table's rows are as high as its controls, which grow under fingers. For the estimate of a virtual list. */
export function readRowHeight(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--control'));
}
