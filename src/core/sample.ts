/** An entry of the manifest of bundled samples, public/samples/index.json. */
export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  /** Where its weights come from, e.g. "synthetic". */
  readonly origin: string;
  /** Files beside the manifest. */
  readonly weights: string;
  readonly summary: string;
  /** Its routing, if any is known. */
  readonly trace?: string;
  /** A few points of its curve for the gallery: kept fraction and share of mass. */
  readonly preview: readonly (readonly [number, number])[];
}
