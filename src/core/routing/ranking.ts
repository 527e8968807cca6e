/** Which scores are highest: ties go to the lower index; −∞ and NaN never rank. */
export function topIndices(scores: Float64Array, count = scores.length): number[] {
  return Array.from(scores.keys())
    .filter((index) => scores[index]! > -Infinity)
    .sort((a, b) => scores[b]! - scores[a]! || a - b)
    .slice(0, count);
}
