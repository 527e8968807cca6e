/** The memory of a reading's tables, which its thread hands over rather than copies. */
import type { TraceReading } from './reading.ts';

/** Each once. */
export function readingBuffers(reading: TraceReading): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(reading);
  return [...buffers];
}
