/** Many small ranges of one source with few reads: neighbours are read together, distant ones at the same time. */
import { mapAtOnce } from './at-once.ts';
import type { ByteSource, ReadOptions } from './source.ts';

export interface ByteRange {
  readonly startByte: number;
  readonly endByte: number;
}

/** A seek, local or remote, costs more than reading this much for nothing. */
const GAP_BYTES = 16 * 1024;

/** No joined read is longer, so that memory stays small however many ranges there are. */
const JOINED_BYTES = 1024 * 1024;

/** The bytes of each range, in the order asked, without the gaps that were read between. */
export async function readRanges(
  source: ByteSource,
  ranges: readonly ByteRange[],
  options?: ReadOptions,
): Promise<Uint8Array[]> {
  const found = new Array<Uint8Array>(ranges.length);
  await mapAtOnce(joinNeighbours(ranges), async (run) => {
    const bytes = await source.read(run.startByte, run.endByte, options);
    for (const index of run.members) {
      const { startByte, endByte } = ranges[index]!;
      found[index] = bytes.slice(startByte - run.startByte, endByte - run.startByte);
    }
  });
  return found;
}

interface Run {
  startByte: number;
  endByte: number;
  /** Indices of the ranges inside. */
  readonly members: number[];
}

function joinNeighbours(ranges: readonly ByteRange[]): Run[] {
  const order = ranges.map((_, i) => i).sort((a, b) => ranges[a]!.startByte - ranges[b]!.startByte);
  const runs: Run[] = [];
  for (const index of order) {
    const { startByte, endByte } = ranges[index]!;
    const last = runs.at(-1);
    const joinedEnd = last && Math.max(last.endByte, endByte);
    if (
      joinedEnd !== undefined &&
      startByte - last!.endByte <= GAP_BYTES &&
      joinedEnd - last!.startByte <= JOINED_BYTES
    ) {
      last!.endByte = joinedEnd;
      last!.members.push(index);
    } else {
      runs.push({ startByte, endByte, members: [index] });
    }
  }
  return runs;
}
