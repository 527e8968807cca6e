/**
 * Where written bytes go. Nothing half-written is ever left looking whole: a file is seen under its name only once its sink
 * is closed, and until then it can be discarded without a trace.
 */
export interface ByteSink {
  /** Goes on where the last call ended; done once `bytes` may be used again. Throws `write-failed`. */
  write(bytes: Uint8Array): Promise<void>;
  /** The file is whole now. Throws `write-failed`. */
  close(): Promise<void>;
  /** Takes back what was written. Never throws, and does nothing once closed. */
  discard(): Promise<void>;
}

/** A folder that files are made in, one after the other. */
export interface SinkFolder {
  /** A new file of that name. Throws `write-failed`. */
  create(name: string): Promise<ByteSink>;
}

/** A folder that is not there yet, and comes about whole or not at all. */
export interface NewFolder extends SinkFolder {
  /** Everything is whole. Throws `write-failed`. */
  finish(): Promise<void>;
  /** Leaves nothing behind. Never throws, and does nothing once finished. */
  discard(): Promise<void>;
}

/** Writes one file: closed if `fill` ends well, discarded if it throws. */
export async function writeFile(
  folder: SinkFolder,
  name: string,
  fill: (sink: ByteSink) => Promise<void>,
): Promise<void> {
  const sink = await folder.create(name);
  try {
    await fill(sink);
    await sink.close();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}
