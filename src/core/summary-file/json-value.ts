/** A value of a JSON text that is not trusted: each look at it says what must be there, and where it is if not. */
export class JsonValue {
  readonly #value: unknown;
  readonly #path: string;
  readonly #fail: (detail: string) => never;

  constructor(value: unknown, path: string, fail: (detail: string) => never) {
    this.#value = value;
    this.#path = path;
    this.#fail = fail;
  }

  /** A field of an object. */
  at(key: string): JsonValue {
    const object = this.#object();
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    return new JsonValue(value, `${this.#path}.${key}`, this.#fail);
  }

  items<T>(read: (item: JsonValue) => T): T[] {
    if (!Array.isArray(this.#value)) return this.#wrong('a list');
    return this.#value.map((item, i) => read(new JsonValue(item, `${this.#path}[${i}]`, this.#fail)));
  }

  /** An object of any fields. */
  fields<T>(read: (value: JsonValue) => T): Record<string, T> {
    return Object.fromEntries(Object.keys(this.#object()).map((key) => [key, read(this.at(key))]));
  }

  text(): string {
    return typeof this.#value === 'string' ? this.#value : this.#wrong('a text');
  }

  /** A whole number from 0 on that doubles hold exactly. */
  count(): number {
    const value = this.#value;
    return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : this.#wrong('a count');
  }

  /** A number from 0 to 1. */
  fraction(): number {
    const value = this.#value;
    return typeof value === 'number' && value >= 0 && value <= 1 ? value : this.#wrong('a fraction');
  }

  oneOf<T extends string>(known: readonly T[]): T {
    return known.find((one) => one === this.#value) ?? this.#wrong(`one of ${known.join(', ')}`);
  }

  orNull<T>(read: (value: JsonValue) => T): T | null {
    return this.#value === null ? null : read(this);
  }

  /** As it is, for someone else to judge. */
  raw(): unknown {
    return this.#value;
  }

  #object(): Record<string, unknown> {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#wrong('an object');
    return value as Record<string, unknown>;
  }

  #wrong(expected: string): never {
    return this.#fail(`${this.#path} is not ${expected}`);
  }
}
