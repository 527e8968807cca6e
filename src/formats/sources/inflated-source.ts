/**
 * A deflated run of bytes inside another source (https://www.rfc-editor.org/rfc/rfc1951), such as a member of a
 * compressed .npz. It has no random access: every `read` and `stream` inflates from the run's first byte, so its cost
 * is that of its end, not of its length. Scans stream it once; headers lie at its beginning and are cheap.
 */
import { Fault } from '../../core/fault.ts';
import type { ByteSource, ByteStream, ReadOptions } from '../source.ts';
import { inflateStream } from './inflate-stream.ts';
import { checkRange, readExactly } from './range.ts';
import { readWebStream } from './web-stream.ts';

const SKIP_BYTES = 65_536;

export interface InflatedRun {
  readonly name: string;
  /** Range of the deflated bytes in the outer source. */
  readonly startByte: number;
  readonly endByte: number;
  /** Bytes that it inflates to, by the archive's word; more or less is `malformed`. */
  readonly size: number;
}

export function inflatedSource(outer: ByteSource, run: InflatedRun): ByteSource {
  const { name, size } = run;
  function stream(startByte: number, endByte: number, options?: ReadOptions): ByteStream {
    checkRange({ name, size }, startByte, endByte);
    return rangeOf(inflate(outer, run, options), startByte, endByte);
  }
  return {
    name,
    size,
    stream,
    async read(startByte, endByte, options) {
      const reading = stream(startByte, endByte, options);
      try {
        return await readExactly(reading, endByte - startByte);
      } finally {
        reading.cancel();
      }
    },
  };
}

function inflate(outer: ByteSource, run: InflatedRun, options: ReadOptions | undefined): ByteStream {
  const damaged = (detail: string, cause?: unknown) =>
    new Fault('malformed', { file: run.name, format: 'ZIP', detail }, { cause });
  return readWebStream({
    byteLength: run.size,
    signal: options?.signal,
    open: (signal) => {
      const packed = outer.stream(run.startByte, run.endByte, { signal });
      return Promise.resolve(inflateStream(packed));
    },
    explain: (error) => damaged('its compressed bytes are damaged', error),
    wrongLength: (actualBytes) =>
      damaged(
        actualBytes < run.size
          ? `it unpacks to ${actualBytes} bytes instead of ${run.size}`
          : `it unpacks to more than the ${run.size} bytes it announces`,
      ),
  });
}

/** Bytes [startByte, endByte) of a stream that has not been read yet. */
function rangeOf(stream: ByteStream, startByte: number, endByte: number): ByteStream {
  let toSkip = startByte;
  let remaining = endByte - startByte;
  async function skip(): Promise<void> {
    let scratch = new ArrayBuffer(Math.min(toSkip, SKIP_BYTES));
    while (toSkip > 0) {
      const skipped = await stream.read(scratch, 0, Math.min(toSkip, scratch.byteLength));
      scratch = skipped.buffer;
      toSkip -= skipped.length;
    }
  }
  return {
    async read(buffer, offset, length) {
      await skip();
      const filled = await stream.read(buffer, offset, Math.min(length, remaining));
      remaining -= filled.length;
      return filled;
    },
    cancel: () => stream.cancel(),
  };
}
