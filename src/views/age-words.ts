/** How long ago something was, in a word or two, and when it was. */

const steps = [
  { unit: 'minute', ms: 60_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'day', ms: 86_400_000 },
] as const;

/** Of what is `ms` old: “just now”, “5 minutes ago”, “3 days ago”. */
export function ageWords(ms: number): string {
  const step = steps.findLast((one) => ms >= one.ms);
  if (step === undefined) return 'just now';
  const count = Math.floor(ms / step.ms);
  return `${count} ${step.unit}${count === 1 ? '' : 's'} ago`;
}

const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

export function momentWords(at: number): string {
  return moment.format(at);
}
