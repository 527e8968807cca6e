/** Lines of a text file, some at a time: nothing is held but what was read last, however long the file is. */
import { Fault } from '../../../core/fault.ts';
import type { ByteSource, ByteStream, ReadOptions } from '../../source.ts';

export const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** Read at once, and held as long as lines are shorter. */
const BLOCK_BYTES = 2 * 1024 * 1024;

/** A line of OLMoE's traces has 1.5 MB; a document of 100,000 tokens in 94 layers has some 300 MB. */
export const MAX_LINE_BYTES = 512 * 1024 * 1024;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

export interface LineBlock {
  /** Whole lines with their line feeds, but for the file's last line. Valid until the next block is asked for. */
  readonly bytes: Uint8Array;
  /** Of the block's first byte, in the file. */
  readonly startByte: number;
  /** True where the file ends here, and without a line feed: its last line may be cut off. */
  readonly endsOpen: boolean;
}

/** Throws `over-limit` for a line beyond `MAX_LINE_BYTES`, and what sources throw. */
export async function* lineBlocks(source: ByteSource, options?: ReadOptions): AsyncGenerator<LineBlock> {
  const stream = source.stream(0, source.size, options);
  try {
    yield* blocksOf(stream, source);
  } finally {
    stream.cancel();
  }
}

async function* blocksOf(stream: ByteStream, { name, size }: ByteSource): AsyncGenerator<LineBlock> {
  let buffer = new ArrayBuffer(Math.min(BLOCK_BYTES, size));
  let startByte = 0;
  /** Bytes at the buffer's beginning that belong to a line not yet whole. */
  let kept = 0;
  while (startByte + kept < size) {
    if (kept === buffer.byteLength) buffer = grown(buffer, name);
    const filled = await stream.read(buffer, kept, buffer.byteLength - kept);
    buffer = filled.buffer;
    const end = kept + filled.length;
    const isEnd = filled.length === 0 || startByte + end >= size;
    const bytes = new Uint8Array(buffer, 0, end);
    const lastNewline = kept + bytes.subarray(kept).lastIndexOf(NEWLINE);
    const whole = isEnd ? end : lastNewline >= kept ? lastNewline + 1 : 0;
    if (whole > 0) {
      const skipped = startByte === 0 && hasByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
      const endsOpen = isEnd && bytes[end - 1] !== NEWLINE;
      yield { bytes: bytes.subarray(skipped, whole), startByte: startByte + skipped, endsOpen };
      bytes.copyWithin(0, whole, end);
    }
    startByte += whole;
    kept = end - whole;
    if (filled.length === 0) return;
  }
}

function grown(buffer: ArrayBuffer, file: string): ArrayBuffer {
  const { byteLength } = buffer;
  if (byteLength >= MAX_LINE_BYTES) {
    const what = 'the length of a line';
    throw new Fault('over-limit', { file, what, value: byteLength, limit: MAX_LINE_BYTES });
  }
  const larger = new ArrayBuffer(Math.min(2 * byteLength, MAX_LINE_BYTES));
  new Uint8Array(larger).set(new Uint8Array(buffer));
  return larger;
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte);
}

/** Of the lines of a block, without line ends; blank ones are left out. */
export function* linesOf(
  block: LineBlock,
): Generator<{ readonly line: Uint8Array; readonly isOpen: boolean }> {
  const { bytes } = block;
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline;
    const line = bytes.subarray(start, bytes[end - 1] === RETURN && end > start ? end - 1 : end);
    if (!isBlank(line)) yield { line, isOpen: newline < 0 && block.endsOpen };
    start = end + 1;
  }
}

function isBlank(line: Uint8Array): boolean {
  return line.length < 64 && line.every((byte) => byte === 0x20 || byte === 0x09 || byte === RETURN);
}
