/** CRC-32 as in zlib and PNG (polynomial 0xedb88320): a damaged summary must not pass for another one. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ ((rest & 1) * 0xedb88320);
  return rest;
});

export function crc32(bytes: Uint8Array): number {
  let rest = 0xffffffff;
  let at = 0;
  // by index: three times as fast as an iterator
  while (at < bytes.length) rest = (rest >>> 8) ^ table[(rest ^ bytes[at++]!) & 0xff]!;
  return (rest ^ 0xffffffff) >>> 0;
}
