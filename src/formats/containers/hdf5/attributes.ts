/** Texts that are noted on an object: Keras says by one of them that pairs of bytes are bfloat16. */
import type { Hdf5Cursor, Hdf5Metadata } from './metadata.ts';
import { messageTypes, type Message } from './object-header.ts';

const classes = { string: 3, variable: 9 } as const;
const OBJECT_PREFIX_BYTES = 16;
const COLLECTION_PREFIX_BYTES = 16;

/** The text of the attribute of that name; null if there is none, or it is no text. */
export async function readTextAttribute(
  metadata: Hdf5Metadata,
  messages: readonly Message[],
  wanted: string,
): Promise<string | null> {
  for (const { type, body } of messages) {
    if (type !== messageTypes.attribute) continue;
    body.at = 0;
    const version = body.u8();
    const [nameBytes, typeBytes, spaceBytes] = [body.skip(1).u16(), body.u16(), body.u16()] as const;
    body.skip(version === 3 ? 1 : 0);
    const padded = (bytes: number) => (version === 1 ? Math.ceil(bytes / 8) * 8 : bytes);
    const name = body.part(padded(nameBytes)).text();
    if (name !== wanted) continue;
    const kind = body.part(padded(typeBytes)).u8() & 15;
    body.skip(padded(spaceBytes));
    if (kind === classes.string) return body.text();
    return kind === classes.variable ? readFromHeap(metadata, body) : null;
  }
  return null;
}

/** A text of any length lies in a collection of such: u32 length | address of the collection | u32 index. */
async function readFromHeap(metadata: Hdf5Metadata, body: Hdf5Cursor): Promise<string | null> {
  const byteLength = body.u32();
  const address = body.u64();
  const wanted = body.u32();
  const prefix = await metadata.read(address, COLLECTION_PREFIX_BYTES);
  prefix.expect('GCOL');
  const objects = await metadata.read(address, prefix.skip(4).u64());
  objects.skip(COLLECTION_PREFIX_BYTES);
  while (objects.left >= OBJECT_PREFIX_BYTES) {
    const index = objects.u16();
    const length = objects.skip(6).u64();
    if (index === wanted) return new TextDecoder().decode(objects.take(Math.min(length, byteLength)));
    if (index === 0) return null;
    objects.skip(Math.ceil(length / 8) * 8);
  }
  return null;
}
