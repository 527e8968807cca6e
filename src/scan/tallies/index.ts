/** The tally of every dtype that can be drawn. */
import { isCoded } from '../../core/decode.ts';
import type { Dtype } from '../../core/dtype.ts';
import type { Tally } from '../tally.ts';
import { codedTally } from './coded.ts';
import { float32Tally } from './float32.ts';
import { float64Tally } from './float64.ts';

/** A new tally, or null if values of this dtype are not weights. */
export function tallyFor(dtype: Dtype): Tally | null {
  if (dtype === 'F32') return float32Tally();
  if (dtype === 'F64') return float64Tally();
  return isCoded(dtype) ? codedTally(dtype) : null;
}
