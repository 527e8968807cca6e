import { describe, expect, it } from 'vitest';
import { writeFile } from '../pruned/byte-sink.ts';
import { bytesSource } from '../sources/bytes-source.ts';
import { openMembers } from './zip-data.ts';
import { zipFolder, type PatchableSink } from './zip-folder.ts';
import { readZipMembers } from './zip.ts';

function memorySink(): PatchableSink & { readonly bytes: () => Uint8Array } {
  let bytes = new Uint8Array(0);
  return {
    bytes: () => bytes,
    write(more) {
      bytes = Uint8Array.of(...bytes, ...more);
      return Promise.resolve();
    },
    patch(startByte, own) {
      bytes.set(own, startByte);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}

const members = [
  { name: 'model-00001-of-00002.safetensors', pieces: [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)] },
  { name: 'größe.json', pieces: [new TextEncoder().encode('{}')] },
  { name: 'nothing', pieces: [] },
];

async function archive(): Promise<Uint8Array> {
  const sink = memorySink();
  const folder = zipFolder(sink, 'mixtral-pruned');
  for (const { name, pieces } of members) {
    await writeFile(folder, name, async (file) => {
      for (const piece of pieces) await file.write(piece);
    });
  }
  await folder.finish();
  return sink.bytes();
}

describe('a folder as one archive', () => {
  it('is read again as it was', async () => {
    const source = bytesSource('a.zip', await archive());
    const found = await readZipMembers(source);
    expect([...found.keys()].sort()).toEqual(members.map(({ name }) => `mixtral-pruned/${name}`).sort());
    const opened = await openMembers(source, [...found.values()], { startBytes: 100 });
    for (const { member, start } of opened) {
      const { pieces } = members.find(({ name }) => member.name.endsWith(`/${name}`))!;
      expect(member.compression).toBe('stored');
      expect([...start]).toEqual(pieces.flatMap((piece) => [...piece]));
    }
  });

  it('tells of each member at its front what the directory tells, too', async () => {
    const bytes = await archive();
    const view = new DataView(bytes.buffer);
    const nameLength = view.getUint16(26, true);
    // CRC-32 of the bytes 1 to 5, as zlib has it
    expect(view.getUint32(14, true)).toBe(0x470b99f4);
    expect(view.getBigUint64(30 + nameLength + 4, true)).toBe(5n);
    expect(view.getBigUint64(30 + nameLength + 12, true)).toBe(5n);
  });

  it('is none before it is finished', async () => {
    const sink = memorySink();
    const folder = zipFolder(sink, 'a');
    await writeFile(folder, 'b', (file) => file.write(Uint8Array.of(1)));
    await expect(readZipMembers(bytesSource('a.zip', sink.bytes()))).rejects.toThrow();
  });
});
