/**
 * Where bytes come from. A source reads ranges; it never holds a file. The *recipe* of a source crosses threads
 * (core/checkpoint.ts), and the worker makes its own source from it.
 */
export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ByteSource {
  /** For messages: the file's name, without folders. */
  readonly name: string;
  readonly size: number;
  /**
   * Bytes [startByte, endByte) as a new array. The range must lie within the source.
   * Throws `file-unreadable`, `file-changed`, `truncated` or a network fault; AbortError when aborted.
   */
  read(startByte: number, endByte: number, options?: ReadOptions): Promise<Uint8Array>;
  /** The same range, in order, without holding it. */
  stream(startByte: number, endByte: number, options?: ReadOptions): ByteStream;
}

/** A forward reader that fills buffers of its caller, so that a scan allocates nothing a chunk. */
export interface ByteStream {
  /**
   * Fills `length` bytes of `buffer` from `offset`; fewer only at the end of the range. The buffer is handed over
   * and may be detached: go on with the returned one.
   */
  read(buffer: ArrayBuffer, offset: number, length: number): Promise<{ buffer: ArrayBuffer; length: number }>;
  /** Stops the reading at once. Idempotent. */
  cancel(): void;
}
