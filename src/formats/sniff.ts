/** Which format a file is, by its first bytes; and, for what is not read here, what it is and what to do instead. */
import { Fault } from '../core/fault.ts';
import { checkpointFormats } from './checkpoints/index.ts';
import type { CheckpointFormat, FileHead } from './format.ts';

/** Throws `unsupported-format` for a format that is known but not read, otherwise `unknown-format`. */
export function recogniseFormat(file: FileHead): CheckpointFormat {
  const format = checkpointFormats.find((known) => known.recognises(file));
  if (format) return format;
  const foreign = foreignFormats.find((known) => known.isIn(file.head));
  if (foreign) {
    throw new Fault('unsupported-format', {
      file: file.name,
      format: foreign.format,
      advice: foreign.advice,
    });
  }
  const headHex = Array.from(file.head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(
    ' ',
  );
  throw new Fault('unknown-format', { file: file.name, size: file.size, headHex });
}

interface ForeignFormat {
  readonly format: string;
  readonly advice: string;
  isIn(head: Uint8Array): boolean;
}

const unpackFirst = 'Unpack it, and open the model files inside.';
const openSafetensors = 'Open the safetensors files of the same model, if there are any.';

/** From the most telling beginning to the least. */
const foreignFormats: readonly ForeignFormat[] = [
  {
    format: 'a Git LFS pointer',
    advice: 'It only stands for the real file. Fetch that with “git lfs pull”, or download it from its page.',
    isIn: beginsWith('version https://git-lfs.github.com/'),
  },
  {
    format: 'a part of a scan',
    advice: 'Join it with the other parts: “cli merge PART... --save” writes a summary, which opens here.',
    isIn: beginsWith('MOE-PART'),
  },
  {
    format: 'a web page',
    advice: 'The download gave a page (a login, or an error) instead of the file. Download it again.',
    isIn: (head) => /^\s*<(?:!doctype html|html)/i.test(textOf(head)),
  },
  {
    format: 'an old ggml file',
    advice: `Nothing reads these any more. ${openSafetensors}`,
    isIn: (head) => ['lmgg', 'fmgg', 'tjgg', 'algg'].some((magic) => beginsWith(magic)(head)),
  },
  {
    format: 'a Python pickle',
    advice: 'Save its arrays with numpy.savez, or its tensors with torch.save or safetensors.',
    isIn: (head) => head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5,
  },
  {
    format: 'TensorFlow Lite',
    advice: `TensorFlow Lite is not read. ${openSafetensors}`,
    isIn: (head) => beginsWith('TFL3')(head.subarray(4)),
  },
  { format: 'a ZIP archive', advice: unpackFirst, isIn: beginsWith('PK\x03\x04') },
  { format: 'a tar archive', advice: unpackFirst, isIn: (head) => beginsWith('ustar')(head.subarray(257)) },
  { format: 'a gzip archive', advice: unpackFirst, isIn: beginsWith('\x1f\x8b') },
  { format: 'a Zstandard archive', advice: unpackFirst, isIn: beginsWith('\x28\xb5\x2f\xfd') },
  { format: 'an xz archive', advice: unpackFirst, isIn: beginsWith('\xfd7zXZ\x00') },
  { format: 'a 7-Zip archive', advice: unpackFirst, isIn: beginsWith('7z\xbc\xaf\x27\x1c') },
  { format: 'a bzip2 archive', advice: unpackFirst, isIn: beginsWith('BZh') },
  {
    format: 'JSON',
    advice: 'It is a text beside a model. Open the files that hold the weights.',
    isIn: (head) => /^\s*\{\s*"/.test(textOf(head)),
  },
];

/** `magic` as one character a byte. */
function beginsWith(magic: string): (head: Uint8Array) => boolean {
  return (head) => magic.split('').every((byte, i) => head[i] === byte.charCodeAt(0));
}

function textOf(head: Uint8Array): string {
  return new TextDecoder().decode(head);
}
