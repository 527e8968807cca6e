/** Progress is looked at by people: ten times a second. */
const REPORT_MS = 100;

/** Tells the first, and then no more than can be followed. */
export function paced<T>(report: (value: T) => void): (value: T) => void {
  let told = -Infinity;
  return (value) => {
    const now = performance.now();
    if (now - told < REPORT_MS) return;
    told = now;
    report(value);
  };
}
