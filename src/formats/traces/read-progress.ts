/** Progress of importers that read ranges of a file, here and there: by what their sources were asked for. */
import type { ByteSource, ByteStream } from '../source.ts';
import { progressOver, type CountBytes } from './progress.ts';
import type { TraceFormat } from './trace-format.ts';

export function withProgress(read: TraceFormat['read']): TraceFormat['read'] {
  return (files, sink, options) => {
    const count = progressOver(files, options);
    return read(
      files.map((file) => ({ ...file, source: counted(file.source, count) })),
      sink,
      options,
    );
  };
}

function counted(source: ByteSource, count: CountBytes): ByteSource {
  return {
    name: source.name,
    size: source.size,
    stream: (startByte, endByte, options) => countedStream(source.stream(startByte, endByte, options), count),
    async read(startByte, endByte, options) {
      const bytes = await source.read(startByte, endByte, options);
      count(bytes.length);
      return bytes;
    },
  };
}

function countedStream(stream: ByteStream, count: CountBytes): ByteStream {
  return {
    async read(buffer, offset, length) {
      const filled = await stream.read(buffer, offset, length);
      count(filled.length);
      return filled;
    },
    cancel: () => stream.cancel(),
  };
}
