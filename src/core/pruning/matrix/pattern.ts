/** N:M sparsity (arXiv 2104.08378): of every M weights that follow each other along the inputs, N stay. */

/** Sets `stays` to 1 for the `keep` highest of every `of` scores; of equal ones the first stays. */
export function keepPattern(
  scores: Float32Array,
  { keep, of }: { readonly keep: number; readonly of: number },
  stays: Uint8Array,
): void {
  stays.fill(0);
  for (let first = 0; first < scores.length; first += of) {
    const end = Math.min(first + of, scores.length);
    for (let kept = 0; kept < Math.min(keep, end - first); kept++) {
      let best = -1;
      for (let c = first; c < end; c++) {
        if (stays[c] === 0 && (best < 0 || scores[c]! > scores[best]!)) best = c;
      }
      stays[best] = 1;
    }
  }
}
