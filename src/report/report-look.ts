/** The colours of a report that stands alone: those of the page, light and dark (ui/look/tokens.css; a test holds them together). */
import type { Look } from '../charts/scene.ts';

/** Light, dark. */
export const reportColours = {
  '--surface': ['#ffffff', '#14161a'],
  '--ink': ['#171921', '#ebedf0'],
  '--ink-muted': ['#535660', '#abaeb7'],
  '--ink-faint': ['#656871', '#949aa4'],
  '--line': ['#e1e3e7', '#292b31'],
  '--line-strong': ['#c8cad0', '#40424a'],
  '--accent-ink': ['#4045ba', '#9eaeff'],
  '--series-1': ['#413fc4', '#6e6ced'],
  '--series-2': ['#dc6d0d', '#e88e06'],
  '--series-3': ['#0ba39d', '#54d0bd'],
  '--series-4': ['#9f1f62', '#d83b7d'],
  '--series-5': ['#825c02', '#fdd032'],
  '--series-6': ['#2477b4', '#51a3de'],
  '--series-7': ['#750b06', '#ab4721'],
  '--series-8': ['#590569', '#f6deff'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

const of = (token: keyof typeof reportColours) => `var(${token})`;

/** As custom properties: one picture for both themes and for print. */
export const reportLook: Look = {
  surface: of('--surface'),
  ink: of('--ink'),
  inkMuted: of('--ink-muted'),
  inkFaint: of('--ink-faint'),
  line: of('--line'),
  lineStrong: of('--line-strong'),
  accent: of('--accent-ink'),
  series: ([1, 2, 3, 4, 5, 6, 7, 8] as const).map((i) => of(`--series-${i}`)),
  font: 'system-ui, sans-serif',
};
