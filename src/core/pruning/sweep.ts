/** What is read off a sweep: where accuracy begins to fall, and how far it stays what it was. */
import { kneeOfFall } from './kneedle.ts';
import { PLATEAU_LOSS, type Sweep, type SweepAxis, type SweepPoint } from './measured.ts';

/** `points` by rising share; `of` of them are to come in all. */
export function sweepOf(
  points: readonly SweepPoint[],
  { axis, of }: { readonly axis: SweepAxis; readonly of: number },
): Sweep {
  const isWhole = points.length === of;
  const knee = isWhole
    ? kneeOfFall(points.map(({ removed, measured }) => [removed, measured.after.accuracy]))
    : null;
  return {
    axis,
    points,
    of,
    knee: knee === null ? null : points[knee]!.removed,
    plateau: isWhole ? plateauOf(points) : null,
  };
}

/** Null where the first point has lost more already. */
function plateauOf(points: readonly SweepPoint[]): number | null {
  const holds = ({ measured: { before, after } }: SweepPoint) =>
    after.accuracy >= before.accuracy - PLATEAU_LOSS;
  const end = points.findIndex((point) => !holds(point));
  const held = end < 0 ? points : points.slice(0, end);
  return held.at(-1)?.removed ?? null;
}
