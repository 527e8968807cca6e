/** A curve in small, without axes: enough to tell one sample from another. */
import { area, line, scaleLinear } from 'd3';

export type PreviewPoint = readonly [keptFraction: number, massFraction: number];

export interface Preview {
  readonly width: number;
  readonly height: number;
  /** SVG paths: the curve, the area under it, the diagonal. */
  readonly curve: string;
  readonly area: string;
  readonly diagonal: string;
}

export function drawPreview(
  points: readonly PreviewPoint[],
  { width, height }: { width: number; height: number },
): Preview {
  const x = scaleLinear([0, 1], [0, width]);
  const y = scaleLinear([0, 1], [height - 2, 4]);
  const placeX = ([kept]: PreviewPoint) => x(kept);
  const placeY = ([, mass]: PreviewPoint) => y(mass);
  return {
    width,
    height,
    curve: line<PreviewPoint>(placeX, placeY)(points) ?? '',
    area: area<PreviewPoint>(placeX, () => height, placeY)(points) ?? '',
    diagonal: `M0,${y(0)}L${width},${y(1)}`,
  };
}
