import { describe, expect, it } from 'vitest';
import { blockBytes, blockElements, byteLengthOf, dtypeNames, dtypes, isDtype, isFloat } from './dtype.ts';
import { blockDecoders } from './ggml/block-types.ts';

describe('dtypes', () => {
  it('are those of the safetensors specification, the second complex type of PyTorch, packed codes, and ggml’s blocks', () => {
    const specified =
      'BOOL F4 F6_E2M3 F6_E3M2 U8 I8 F8_E5M2 F8_E4M3 F8_E8M0 F8_E4M3FNUZ F8_E5M2FNUZ I16 U16 F16 BF16 I32 U32 F32 C64 F64 I64 U64';
    const alone = dtypeNames.filter((name) => blockElements(name) === 1);
    expect([...alone].sort()).toEqual([...specified.split(' '), 'C128', 'U4'].sort());
    const blocks = dtypeNames.filter((name) => blockElements(name) > 1);
    expect(blocks).toEqual(Object.keys(blockDecoders));
  });

  it('carry the size that their name says', () => {
    for (const name of dtypeNames.filter((each) => blockElements(each) === 1)) {
      const stated = /^(?:BF|[FIUC])(\d+)/.exec(name)?.[1] ?? '8';
      expect(dtypes[name].bits, name).toBe(Number(stated));
    }
  });

  it('draw floats only, and never the power-of-two scale', () => {
    const drawn = dtypeNames.filter((name) => isFloat(name) && blockElements(name) === 1);
    expect(drawn.every((name) => /^B?F\d/.test(name))).toBe(true);
    expect(drawn).not.toContain('F8_E8M0');
    expect(drawn).toHaveLength(11);
  });
});

describe('isDtype', () => {
  it('knows names only, not what objects inherit', () => {
    expect(isDtype('BF16')).toBe(true);
    for (const name of ['bf16', 'F128', '', 'toString', '__proto__', 'constructor']) {
      expect(isDtype(name), name).toBe(false);
    }
  });
});

describe('byteLengthOf', () => {
  it('packs sub-byte elements without gaps', () => {
    expect(byteLengthOf('F4', 32)).toBe(16);
    expect(byteLengthOf('F6_E2M3', 4)).toBe(3);
    expect(byteLengthOf('BF16', 3)).toBe(6);
    expect(byteLengthOf('C128', 2)).toBe(32);
    expect(byteLengthOf('F64', 0)).toBe(0);
  });

  it('counts whole blocks exactly, scales included', () => {
    expect(blockBytes('Q4_K')).toBe(144);
    expect(blockBytes('TQ1_0')).toBe(54);
    expect(byteLengthOf('MXFP4', 2 ** 40)).toBe(2 ** 35 * 17);
    expect(dtypeNames.every((name) => Number.isInteger(blockBytes(name)) || dtypes[name].bits < 8)).toBe(
      true,
    );
  });

  it('tells of elements that do not fill whole bytes by a fraction', () => {
    expect(Number.isInteger(byteLengthOf('F4', 3))).toBe(false);
  });
});
