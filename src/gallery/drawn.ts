import type { Scene } from '../charts/scene.ts';

/** Specimens by name, each drawn. */
export function drawn<T>(
  specimens: Readonly<Record<string, T>>,
  draw: (spec: T) => Scene,
): Record<string, Scene> {
  return Object.fromEntries(Object.entries(specimens).map(([name, spec]) => [name, draw(spec)]));
}
