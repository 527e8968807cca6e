/** Numbers as people read them. Bytes use decimal units, as file managers and model cards do. */

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** 1536 → "1.54 kB". */
export function formatBytes(bytes: number): string {
  const { digits, unit } = inUnits(bytes, byteUnits);
  return `${digits} ${unit}`;
}

/** Made once: each call of toLocaleString would make its own, a hundred times slower. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** 12345678 → "12,345,678". */
export function formatCount(count: number): string {
  return grouped.format(count);
}

const countUnits = ['', 'k', 'M', 'B', 'T'] as const;

/** 46702792704 → "46.7B", in the letters that model names use. */
export function formatParameters(count: number): string {
  const { digits, unit } = inUnits(count, countUnits);
  return `${digits}${unit}`;
}

/** 0.1234 → "12.3 %"; always one decimal unless asked otherwise. */
export function formatPercent(fraction: number, decimals = 1): string {
  return `${(fraction * 100).toFixed(decimals)} %`;
}

/** A magnitude or measure to `digits` significant digits, in plain notation where that stays short. */
export function formatNumber(value: number, digits = 3): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? trimZeros(value.toPrecision(digits)) : value.toExponential(digits - 1);
}

/** 75 → "1 min 15 s". */
export function formatDuration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/**
 * Three significant digits in the first unit whose number stays below 1000 *as printed* (999.96 kB is "1.00 MB");
 * whole numbers in the unit itself, and beyond the last.
 */
function inUnits(amount: number, units: readonly string[]): { digits: string; unit: string } {
  let exponent = 0;
  let value = amount;
  while (exponent < units.length - 1 && Number(value.toPrecision(3)) >= 1000) {
    exponent++;
    value = amount / 1000 ** exponent;
  }
  const isWhole = exponent === 0 || Number(value.toPrecision(3)) >= 1000;
  return { digits: isWhole ? formatCount(value) : value.toPrecision(3), unit: units[exponent]! };
}

function trimZeros(text: string): string {
  if (text.includes('e')) return String(Number(text));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
