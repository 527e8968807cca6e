/**
 * Where the bytes of an address are. Hubs and release pages redirect to a store's signed address, which holds for some
 * minutes. It is asked directly from then on, since hubs count requests (the Hugging Face Hub: 3000 in five minutes
 * from one address); when it no longer answers, the address itself is asked anew.
 */
import { discard, request, type RequestOptions } from './http-request.ts';

export class Place {
  readonly #address: string;
  #moved: string | null = null;

  constructor(address: string) {
    this.#address = address;
  }

  /** The answer to a GET, whatever its status. Throws as `request` does; faults name the address itself. */
  async get(options: RequestOptions): Promise<Response> {
    return (await this.#askMoved(options)) ?? (await this.#askAddress(options));
  }

  async #askMoved(options: RequestOptions): Promise<Response | null> {
    const moved = this.#moved;
    if (moved === null) return null;
    try {
      const response = await request(moved, { ...options, named: this.#address });
      if (response.ok) return response;
      discard(response);
      this.#forget(moved);
      return null;
    } catch (error) {
      // An expired address may fail in any way, CORS among them; the next try asks anew.
      this.#forget(moved);
      throw error;
    }
  }

  #forget(moved: string): void {
    if (this.#moved === moved) this.#moved = null;
  }

  async #askAddress(options: RequestOptions): Promise<Response> {
    const response = await request(this.#address, options);
    if (response.ok && response.redirected) this.#moved = response.url;
    return response;
  }
}
