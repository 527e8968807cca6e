import { inflateSync } from 'node:zlib';

// PNG (https://www.w3.org/TR/png-3), as far as CIFAR-10's batches need it: 8 bits, red-green-blue, not interlaced.
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channels = 3;

/**
 * @typedef {{ width: number, height: number, pixels: Buffer }} Picture `pixels` are rows from the top, red, green and
 *   blue of each pixel together.
 */

/**
 * @param {Buffer} file
 * @returns {Picture}
 * @throws {Error} The file is no PNG, or one of another kind.
 */
export function decodePng(file) {
  const chunks = chunksOf(file);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined) throw new Error('not a PNG picture');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, , , interlace] = header.subarray(8);
  if (depth !== 8 || colour !== 2 || interlace !== 0)
    throw new Error('not a plain picture of 8 bits a colour');
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const lines = inflateSync(packed, { maxOutputLength: height * (1 + width * channels) });
  return { width, height, pixels: unfilter(lines, { height, rowBytes: width * channels }) };
}

/**
 * @param {Buffer} file
 * @returns {{ type: string, data: Buffer }[]}
 */
function chunksOf(file) {
  if (!file.subarray(0, signature.length).equals(signature)) return [];
  const chunks = [];
  for (let at = signature.length; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at);
    chunks.push({
      type: file.toString('latin1', at + 4, at + 8),
      data: file.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/**
 * Every row begins with the number of its filter, which predicts a byte from those to its left and above.
 * @param {Buffer} lines
 * @param {{ height: number, rowBytes: number }} size
 */
function unfilter(lines, { height, rowBytes }) {
  if (lines.length !== height * (1 + rowBytes)) throw new Error('the picture ends too early');
  const pixels = Buffer.alloc(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const predict = predictors[lines[y * (1 + rowBytes)] ?? -1];
    if (predict === undefined) throw new Error('a row of the picture has an unknown filter');
    const [from, to] = [y * (1 + rowBytes) + 1, y * rowBytes];
    for (let x = 0; x < rowBytes; x++) {
      const left = x < channels ? 0 : (pixels[to + x - channels] ?? 0);
      const above = y === 0 ? 0 : (pixels[to + x - rowBytes] ?? 0);
      const corner = x < channels || y === 0 ? 0 : (pixels[to + x - rowBytes - channels] ?? 0);
      // A buffer keeps the low eight bits, as the format wants.
      pixels[to + x] = (lines[from + x] ?? 0) + predict(left, above, corner);
    }
  }
  return pixels;
}

/** @type {readonly ((left: number, above: number, corner: number) => number)[]} */
const predictors = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/**
 * Whichever of the three is nearest to left + above − corner.
 * @param {number} left
 * @param {number} above
 * @param {number} corner
 */
function paeth(left, above, corner) {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [
    Math.abs(estimate - left),
    Math.abs(estimate - above),
    Math.abs(estimate - corner),
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
