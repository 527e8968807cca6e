/**
 * Parameters: what a dataset, a router or a regulariser lets a person choose. They are declared as data, so that a
 * form can be drawn, a link read and written, and a wrong value explained from the declaration alone.
 */

interface Described {
  /** Two or three words beside the field. */
  readonly label: string;
  /** A sentence or two: what it does, and what more of it does. */
  readonly explanation: string;
}

export interface NumberParameter extends Described {
  readonly type: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
  /** How a slider spreads its values; linear unless said otherwise. A logarithmic one has `min` > 0. */
  readonly scale?: 'linear' | 'logarithmic';
}

export interface IntegerParameter extends Described {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly scale?: 'linear' | 'logarithmic';
}

export interface ChoiceParameter extends Described {
  readonly type: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly default: string;
}

export interface BooleanParameter extends Described {
  readonly type: 'boolean';
  readonly default: boolean;
}

export type Parameter = NumberParameter | IntegerParameter | ChoiceParameter | BooleanParameter;

/** By key, as links and recipes spell it; forms and links follow this order. */
export type Parameters = Readonly<Record<string, Parameter>>;

export type ParameterValue = number | string | boolean;

export type ValueOf<P extends Parameter> = P extends {
  type: 'choice';
  choices: readonly { value: infer V }[];
}
  ? V
  : P extends { type: 'boolean' }
    ? boolean
    : number;

/** The values of declared parameters; a choice is the union of its declared values. */
export type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** Every run that draws random numbers has one of these. */
export const seedParameter = {
  type: 'integer',
  min: 0,
  max: 2 ** 32 - 1,
  default: 1,
  label: 'Seed',
  explanation: 'The same seed draws the same numbers again; another one draws others of the same kind.',
} as const satisfies IntegerParameter;

export function defaultsOf<P extends Parameters>(parameters: P): ValuesOf<P> {
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [key, parameter.default]),
  ) as unknown as ValuesOf<P>;
}

/** Why the parameter can't have this value, as the end of a sentence ("must be ..."); null if it can. */
export function problemOfValue(parameter: Parameter, value: unknown): string | null {
  if (parameter.type === 'boolean') return typeof value === 'boolean' ? null : 'must be on or off';
  if (parameter.type === 'choice') {
    const known = parameter.choices.map((choice) => choice.value);
    return known.includes(value as string) ? null : `must be one of ${known.join(', ')}`;
  }
  const { min, max, type } = parameter;
  const isRight = type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
  if (isRight && min <= (value as number) && (value as number) <= max) return null;
  return `must be a ${type === 'integer' ? 'whole number' : 'number'} from ${min} to ${max}`;
}

/** What a link's text means; null if it is no value that the parameter can have. */
export function parseValue(parameter: Parameter, text: string): ParameterValue | null {
  const value = valueOfText(parameter, text);
  return value !== null && problemOfValue(parameter, value) === null ? value : null;
}

function valueOfText({ type }: Parameter, text: string): ParameterValue | null {
  switch (type) {
    case 'boolean':
      return text === 'on' ? true : text === 'off' ? false : null;
    case 'choice':
      return text;
    // Number('') is 0 and Number('0x1') is 1, so the digits are checked first.
    case 'integer':
      return /^-?\d{1,16}$/.test(text) ? Number(text) : null;
    case 'number':
      return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
  }
}

/** The shortest text that `parseValue` reads back as the same value. */
export function formatValue(value: ParameterValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Object.is(value, -0) ? '0' : String(value);
}

export interface ParsedValues<P extends Parameters> {
  readonly values: ValuesOf<P>;
  /** Keys whose value could not be taken; they have their defaults. */
  readonly rejected: readonly string[];
}

/** Reads values out of a link. Keys that are absent have their defaults; keys that are unknown are ignored. */
export function parseValues<P extends Parameters>(
  parameters: P,
  texts: Readonly<Record<string, string>>,
): ParsedValues<P> {
  return takeValues(parameters, (key, parameter) => {
    const text = Object.hasOwn(texts, key) ? texts[key] : undefined;
    return text === undefined ? undefined : parseValue(parameter, text);
  });
}

/** Reads values out of data from elsewhere: a stored recipe, a downloaded config.json. */
export function checkValues<P extends Parameters>(
  parameters: P,
  given: Readonly<Record<string, unknown>>,
): ParsedValues<P> {
  return takeValues(parameters, (key, parameter) => {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined) return undefined;
    return problemOfValue(parameter, value) === null ? (value as ParameterValue) : null;
  });
}

/** `take` answers undefined for a key that is absent, null for a value that can't be. */
function takeValues<P extends Parameters>(
  parameters: P,
  take: (key: string, parameter: Parameter) => ParameterValue | null | undefined,
): ParsedValues<P> {
  const rejected: string[] = [];
  const values = Object.entries(parameters).map(([key, parameter]) => {
    const value = take(key, parameter);
    if (value === null) rejected.push(key);
    return [key, value ?? parameter.default] as const;
  });
  return { values: Object.fromEntries(values) as unknown as ValuesOf<P>, rejected };
}

/** What a link carries of the values: those that are not the default, in the order of their declaration. */
export function formatValues<P extends Parameters>(
  parameters: P,
  values: ValuesOf<P>,
): Readonly<Record<string, string>> {
  const given = Object.entries(parameters)
    .filter(([key, parameter]) => values[key] !== parameter.default)
    .map(([key]) => [key, formatValue(values[key]!)]);
  return Object.fromEntries(given) as Record<string, string>;
}
