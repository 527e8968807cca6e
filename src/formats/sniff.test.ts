import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Fault } from '../core/fault.ts';
import { fileOf } from '../testing/safetensors-files.ts';
import { HEAD_BYTES } from './format.ts';
import { recogniseFormat } from './sniff.ts';

function recognise(content: Uint8Array | string) {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  return recogniseFormat({ name: 'unknown', size: bytes.length, head: bytes.subarray(0, HEAD_BYTES) });
}

function foreignFormat(content: Uint8Array | string): string {
  try {
    return `read as ${recognise(content).id}`;
  } catch (error) {
    return error instanceof Fault && error.code === 'unsupported-format'
      ? (error as Fault<'unsupported-format'>).facts.format
      : String(error);
  }
}

describe('first bytes', () => {
  it('tell the formats that are read', () => {
    expect(recognise(fileOf([['w', 'F32', [1]]])).id).toBe('safetensors');
    expect(recognise('GGUF\x03\0\0\0').id).toBe('gguf');
    expect(recognise('{"format": "layers-model"}').id).toBe('tfjs');
    expect(recognise('\x08\x08\x12\x07pytorch').id).toBe('onnx');
    expect(recognise('\x89HDF\r\n\x1a\n\0').id).toBe('hdf5');
  });

  it.each([
    ['tjgg\x03\0\0\0', 'an old ggml file'],
    ['\x80\x04\x95\x10\0\0\0\0\0\0\0}', 'a Python pickle'],
    ['\x20\0\0\0TFL3', 'TensorFlow Lite'],
    ['a.txt'.padEnd(257, '\0') + 'ustar\x0000', 'a tar archive'],
    ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
    ['version https://git-lfs.github.com/spec/v1\noid', 'a Git LFS pointer'],
    ['MOE-PART\x01\0\0\0', 'a part of a scan'],
    ['<!DOCTYPE html><html>', 'a web page'],
    ['\n <html lang="en">', 'a web page'],
    ['{"architectures": []}', 'JSON'],
  ])('%j tell %s', (bytes, format) => expect(foreignFormat(bytes)).toBe(format));

  it('tell gzip', () => expect(foreignFormat(gzipSync('x'))).toBe('a gzip archive'));

  it.each(['', 'x', '\0'.repeat(2000), 'plain text', '\x08', '\x80'])('%j tell nothing', (bytes) => {
    expect(() => recognise(bytes)).toThrow(/^unknown-format/);
  });
});
