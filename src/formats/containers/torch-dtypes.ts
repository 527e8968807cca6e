/** PyTorch's names of element types (torch/csrc/utils/tensor_dtypes.cpp, torch/storage.py) in this program's terms. */
import type { Dtype } from '../../core/dtype.ts';
import type { UndrawnReason } from '../../core/fault.ts';

export interface ElementType {
  readonly dtype: Dtype;
  /** Set for numbers that are no weights as they stand. */
  readonly undrawn?: UndrawnReason;
}

/** By the name of the dtype, and before it the name of the storage class that torch.save writes for it. */
const elementTypes: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ...both('DoubleStorage', ['float64', 'double'], 'F64'),
  ...both('FloatStorage', ['float32', 'float'], 'F32'),
  ...both('HalfStorage', ['float16', 'half'], 'F16'),
  ...both('BFloat16Storage', ['bfloat16'], 'BF16'),
  ...both('Float8_e4m3fnStorage', ['float8_e4m3fn'], 'F8_E4M3'),
  ...both('Float8_e5m2Storage', ['float8_e5m2'], 'F8_E5M2'),
  ...both('Float8_e4m3fnuzStorage', ['float8_e4m3fnuz'], 'F8_E4M3FNUZ'),
  ...both('Float8_e5m2fnuzStorage', ['float8_e5m2fnuz'], 'F8_E5M2FNUZ'),
  ...both('Float8_e8m0fnuStorage', ['float8_e8m0fnu'], 'F8_E8M0'),
  ...both('BoolStorage', ['bool'], 'BOOL'),
  ...both('ByteStorage', ['uint8'], 'U8'),
  ...both('CharStorage', ['int8'], 'I8'),
  ...both('UInt16Storage', ['uint16'], 'U16'),
  ...both('ShortStorage', ['int16', 'short'], 'I16'),
  ...both('UInt32Storage', ['uint32'], 'U32'),
  ...both('IntStorage', ['int32', 'int'], 'I32'),
  ...both('UInt64Storage', ['uint64'], 'U64'),
  ...both('LongStorage', ['int64', 'long'], 'I64'),
  ...both('ComplexFloatStorage', ['complex64', 'cfloat'], 'C64', 'complex'),
  ...both('ComplexDoubleStorage', ['complex128', 'cdouble'], 'C128', 'complex'),
  ...both('QInt8Storage', ['qint8'], 'I8', 'quantised'),
  ...both('QUInt8Storage', ['quint8'], 'U8', 'quantised'),
  ...both('QInt32Storage', ['qint32'], 'I32', 'quantised'),
]);

function both(storage: string, names: readonly string[], dtype: Dtype, undrawn?: UndrawnReason) {
  const type: ElementType = undrawn === undefined ? { dtype } : { dtype, undrawn };
  return [storage, ...names].map((name): [string, ElementType] => [name, type]);
}

/** `torch.FloatStorage`, `torch.cuda.HalfStorage`, `torch.bfloat16`; null for what is not known here. */
export function elementTypeOf(path: string): ElementType | null {
  const [, name] = /^torch\.(?:cuda\.|storage\.)?(\w+)$/.exec(path) ?? [];
  return name === undefined ? null : (elementTypes.get(name) ?? null);
}
