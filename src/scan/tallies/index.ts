/** The tally of every dtype that can be drawn. */
import { isCoded } from '../../core/decode.ts';
import type { Dtype } from '../../core/dtype.ts';
import { isBlocked } from '../../core/ggml/block-types.ts';
import type { Tally } from '../tally.ts';
import { blockedTally } from './blocked.ts';
import { codedTally } from './coded.ts';
import { float32Tally } from './float32.ts';
import { float64Tally } from './float64.ts';
import { iq2xxsTally, mxfp4Tally } from './grouped.ts';

/** A new tally, or null if values of this dtype are not weights. */
export function tallyFor(dtype: Dtype): Tally | null {
  if (dtype === 'F32') return float32Tally();
  if (dtype === 'F64') return float64Tally();
  if (dtype === 'MXFP4') return mxfp4Tally();
  if (dtype === 'IQ2_XXS') return iq2xxsTally();
  if (isBlocked(dtype)) return blockedTally(dtype);
  return isCoded(dtype) ? codedTally(dtype) : null;
}
