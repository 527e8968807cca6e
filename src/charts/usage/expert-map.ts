/** Experts as places on a map: the nearer two are, the more alike. Axes have no meaning of their own, so there are none. */
import { extent, scaleLinear } from 'd3';
import { formatPercent } from '../../core/quantity.ts';
import type { Matrix } from '../../core/routing/matrix.ts';
import { LABEL_SIZE } from '../axes.ts';
import type { Look, Mark, Scene } from '../scene.ts';

export interface ExpertMapSpec {
  readonly width: number;
  readonly height: number;
  /** Ids, one a row of the places. */
  readonly experts: readonly number[];
  /** [E, 2]. */
  readonly places: Matrix;
  /** Share of all variation that the map shows. */
  readonly shown: number;
  readonly picked: readonly number[];
}

const MARGIN = 26;
/** More names than this only cover each other. */
const MOST_NAMES = 72;

export function drawExpertMap(spec: ExpertMapSpec, look: Look): Scene {
  const { width, height, experts, picked, shown } = spec;
  const { x, y } = scalesOf(spec);
  const places = experts.map((expert, i) => ({ expert, ...placeOf(spec, i, { x, y }) }));
  const isNamed = experts.length <= MOST_NAMES;
  const marks = places.flatMap(({ expert, left, top }): Mark[] => {
    const isPicked = picked.includes(expert);
    const point: Mark = {
      kind: 'circle',
      x: left,
      y: top,
      radius: isPicked ? 6 : 4,
      fill: isPicked ? look.accent : look.series[0]!,
      stroke: look.surface,
      width: 1,
    };
    if (!isNamed && !isPicked) return [point];
    const name: Mark = {
      kind: 'text',
      x: left + 7,
      y: top + 4,
      text: String(expert),
      size: LABEL_SIZE,
      fill: isPicked ? look.ink : look.inkMuted,
      halo: look.surface,
    };
    return [point, name];
  });
  const sentence = `Map of ${experts.length} experts: near ones are alike. It shows ${formatPercent(shown, 0)} of how they differ.`;
  return { width, height, marks, sentence };
}

/** The expert at a point of the map, if one is near. */
export function expertAt(spec: ExpertMapSpec, left: number, top: number): number | null {
  const scales = scalesOf(spec);
  let [nearest, least]: [number | null, number] = [null, 14];
  spec.experts.forEach((expert, i) => {
    const place = placeOf(spec, i, scales);
    const distance = Math.hypot(place.left - left, place.top - top);
    if (distance < least) [nearest, least] = [expert, distance];
  });
  return nearest;
}

/** One scale for both directions: distances are what the map is about. */
function scalesOf({ width, height, places }: ExpertMapSpec) {
  const [xs, ys] = [0, 1].map((axis) => places.values.filter((_, i) => i % 2 === axis)) as [
    Float64Array,
    Float64Array,
  ];
  const [x0 = 0, x1 = 0] = extent(xs);
  const [y0 = 0, y1 = 0] = extent(ys);
  const perPixel = Math.max((x1 - x0) / (width - 2 * MARGIN), (y1 - y0) / (height - 2 * MARGIN), 1e-9);
  const around = (middle: number, size: number) => [
    middle - (perPixel * size) / 2,
    middle + (perPixel * size) / 2,
  ];
  return {
    x: scaleLinear(around((x0 + x1) / 2, width), [0, width]),
    y: scaleLinear(around((y0 + y1) / 2, height), [height, 0]),
  };
}

function placeOf(
  { places }: ExpertMapSpec,
  i: number,
  { x, y }: ReturnType<typeof scalesOf>,
): { readonly left: number; readonly top: number } {
  return { left: x(places.values[2 * i]!), top: y(places.values[2 * i + 1]!) };
}
