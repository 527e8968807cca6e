import { describe, expect, it } from 'vitest';
import { bytesSource } from '../sources/bytes-source.ts';
import { openMembers } from './zip-data.ts';
import { encodeZip } from './zip-writer.ts';
import { readZipMembers } from './zip.ts';

const members = [
  { name: 'a/model.safetensors', bytes: Uint8Array.of(1, 2, 3, 4, 5) },
  { name: 'größe.json', bytes: new TextEncoder().encode('{}') },
  { name: 'nothing', bytes: new Uint8Array(0) },
];

describe('a written archive', () => {
  it('is read again as it was', async () => {
    const source = bytesSource('a.zip', encodeZip(members));
    const found = await readZipMembers(source);
    expect([...found.keys()].sort()).toEqual(members.map(({ name }) => name).sort());
    const opened = await openMembers(source, [...found.values()], { startBytes: 100 });
    for (const { member, start } of opened) {
      expect(member.compression).toBe('stored');
      expect(start).toEqual(members.find(({ name }) => name === member.name)!.bytes);
    }
  });

  it('is the same for the same members', () => {
    expect(encodeZip(members)).toEqual(encodeZip(members));
  });
});
