/** Colour as eyes have it: contrast after WCAG 2.2, distance in OKLab, and what colour-blind eyes make of both. */

/** Linear light, each channel in [0, 1]. */
export type LinearRgb = readonly [red: number, green: number, blue: number];

export type Vision = 'normal' | 'protan' | 'deutan' | 'tritan';
type Matrix = readonly [LinearRgb, LinearRgb, LinearRgb];

/**
 * Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency, 2009; severity 1,
 * to be applied to linear light.
 */
const simulations: Readonly<Record<Vision, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Reads `#rrggbb` (sRGB, IEC 61966-2-1). */
export function parseHex(hex: string): LinearRgb {
  const channel = (at: number) => {
    const encoded = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** From 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastRatio(one: LinearRgb, other: LinearRgb): number {
  const luminances = [one, other].map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue);
  return (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
}

/** A hundred times the Euclidean distance in OKLab, as an eye of this kind sees the two; about 2 is just noticeable. */
export function colourDistance(one: LinearRgb, other: LinearRgb, vision: Vision): number {
  const seen = [one, other].map((colour) => toOklab(apply(simulations[vision], colour).map(clamp)));
  return 100 * Math.hypot(...seen[0]!.map((value, axis) => value - seen[1]![axis]!));
}

/** https://bottosson.github.io/posts/oklab/ */
function toOklab(colour: readonly number[]): number[] {
  const cones = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    colour,
  ).map(Math.cbrt);
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

function apply(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * vector[index]!, 0));
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
