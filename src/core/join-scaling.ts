/** A tensor of codes and the numbers that scale it, as one. */
import { byteLengthOf, dtypes, type Dtype } from './dtype.ts';
import type { Scaling, StoredNumbers } from './scaling.ts';
import { elementCount, type TensorEntry } from './tensor.ts';

/** A tensor whose numbers can be fetched at will, by its name. */
export type Find = (name: string) => TensorEntry | undefined;

export interface Joint extends Pick<
  Scaling,
  'factor' | 'zero' | 'order' | 'nested' | 'codes' | 'isHighFirst'
> {
  /** Of the weights. */
  readonly shape: readonly number[];
  /** Rows and columns in which the codes lie, where they do not lie as the shape has them. */
  readonly rows?: number;
  readonly columns?: number;
  /** Of the codes. */
  readonly dtype: Dtype;
  readonly scales: TensorEntry;
  readonly tile: readonly [rows: number, columns: number];
}

/** Null if the scales are no numbers that scale, or the codes no whole matrices. */
export function joinScaling(tensor: TensorEntry, joint: Joint): TensorEntry | null {
  const { shape, dtype, scales, tile, ...rest } = joint;
  const isNested = rest.nested !== undefined;
  const isExponent = !isNested && (dtypes[scales.dtype].kind === 'scale' || scales.dtype === 'U8');
  const isValue = ['F32', 'F16', 'BF16', 'F8_E4M3'].includes(scales.dtype);
  const isWhole = byteLengthOf(dtype, elementCount(shape)) === tensor.byteLength;
  if (!(isExponent || isNested || isValue) || !isWhole || tensor.byteLength === 0) return null;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const [tileRows, tileColumns] = tile;
  const kind = isExponent ? 'exponent' : 'value';
  const scaling = {
    scales: storedNumbers(scales),
    kind,
    rows,
    columns,
    tileRows,
    tileColumns,
    ...rest,
  } as const;
  return { ...tensor, shape, dtype, scaling, stored: { dtype: tensor.dtype, shape: tensor.shape } };
}

export function storedNumbers({ file, startByte, dtype }: TensorEntry): StoredNumbers {
  return { file, startByte, dtype };
}
