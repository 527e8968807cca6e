/** Gathers what is written in one buffer while another goes to the disk, so that reading and writing go on side by side. */
const BUFFER_BYTES = 2 ** 22;

export class WriteBehind {
  readonly #pass: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  #filling = new Uint8Array(BUFFER_BYTES);
  #spare = new Uint8Array(BUFFER_BYTES);
  #filled = 0;
  #passing: Promise<void> = Promise.resolve();

  /** `pass` takes bytes in order, and is called again only when it is done. */
  constructor(pass: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>) {
    this.#pass = pass;
  }

  /** Throws what passing on earlier bytes threw. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const taken = Math.min(bytes.length - at, BUFFER_BYTES - this.#filled);
      this.#filling.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BUFFER_BYTES) await this.#swap();
    }
  }

  /** All has been passed on. */
  async finish(): Promise<void> {
    await this.#swap();
    await this.#passing;
  }

  /** Nothing is being passed on any more, whatever became of it. */
  async settle(): Promise<void> {
    await this.#passing.catch(() => undefined);
  }

  async #swap(): Promise<void> {
    await this.#passing;
    const full = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#spare, this.#filled] = [this.#spare, this.#filling, 0];
    this.#passing = this.#pass(full);
    // it is told to whoever writes next
    this.#passing.catch(() => undefined);
  }
}
