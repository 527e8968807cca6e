import { useEffect, useRef } from 'react';
import type { ExpertStrip } from '../../../state/training/offered-parts.ts';

export interface SampleImageProps {
  readonly image: ExpertStrip['images'][number];
}

/** Tall enough to be recognised, whatever the size in pixels. */
const HEIGHT = 42;

/** One sample, as its pixels are. */
export function SampleImage({ image }: SampleImageProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { width, height, channels, pixels } = image;
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    context?.putImageData(new ImageData(rgbaOf(pixels, channels), width, height), 0, 0);
  }, [width, height, channels, pixels]);
  const shown = { width: Math.round((HEIGHT * width) / height), height: HEIGHT };
  return <canvas ref={ref} width={width} height={height} style={shown} aria-hidden="true" />;
}

/** From grey or RGB to what a canvas takes. */
function rgbaOf(pixels: Uint8Array, channels: number): Uint8ClampedArray<ArrayBuffer> {
  const count = pixels.length / channels;
  const rgba = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[i * channels + (channels === 1 ? 0 : c)]!;
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
