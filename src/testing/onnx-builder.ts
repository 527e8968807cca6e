/** ONNX models for tests: a graph of initialisers and nothing else. Layout: formats/checkpoints/onnx.ts. */
export interface OnnxInitialiser {
  readonly name: string;
  readonly shape: readonly (number | bigint)[];
  /** Of 32-bit floats unless it says otherwise. */
  readonly dataType?: number;
  readonly bytes?: Uint8Array;
  /** Numbers in one of the fields that hold them (TensorProto), each as the bytes that it takes there. */
  readonly listed?: { readonly field: number; readonly bytes: readonly number[] };
  /** Keys and values that tell of a file beside. */
  readonly external?: Readonly<Record<string, string>>;
}

const EXTERNAL = 1;

export function buildOnnx(initialisers: readonly OnnxInitialiser[]): Uint8Array<ArrayBuffer> {
  const graph = initialisers.flatMap((each) => protoBytes(5, tensorOf(each)));
  return Uint8Array.from([
    ...protoNumber(1, 8),
    ...protoBytes(7, graph),
    ...protoBytes(8, protoNumber(2, 17)),
  ]);
}

function tensorOf({ name, shape, dataType = 1, bytes, listed, external }: OnnxInitialiser): number[] {
  const told = Object.entries(external ?? {}).flatMap(([key, value]) =>
    protoBytes(13, [...protoBytes(1, textOf(key)), ...protoBytes(2, textOf(value))]),
  );
  return [
    ...protoBytes(1, shape.flatMap(varint)),
    ...protoNumber(2, dataType),
    ...protoBytes(8, textOf(name)),
    ...(bytes ? protoBytes(9, [...bytes]) : []),
    ...(listed ? protoBytes(listed.field, listed.bytes) : []),
    ...told,
    ...(external ? protoNumber(14, EXTERNAL) : []),
  ];
}

export function protoNumber(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

export function protoBytes(field: number, bytes: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

function textOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}
