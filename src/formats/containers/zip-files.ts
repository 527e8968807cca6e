/** The members of a ZIP archive as files that can be opened, where they are stored as they are. */
import type { OpenableFile } from '../../core/checkpoint.ts';
import type { ByteSource, ReadOptions } from '../source.ts';
import { openMembers } from './zip-data.ts';
import { readZipMembers, type ZipMember } from './zip.ts';

/** Unpacked members that `isWanted`, read whole. Throws what is wrong with the archive. */
export async function filesOfZip(
  source: ByteSource,
  { isWanted, ...options }: ReadOptions & { readonly isWanted: (members: readonly string[]) => boolean },
): Promise<readonly OpenableFile[] | null> {
  const members = [...(await readZipMembers(source, options)).values()].filter(isStoredFile);
  if (!isWanted(members.map(({ name }) => name))) return null;
  const startBytes = members.reduce((most, { size }) => Math.max(most, size), 0);
  const opened = await openMembers(source, members, { ...options, startBytes });
  return opened.map(({ member: { name }, start }) => ({
    path: name,
    recipe: { kind: 'bytes', name: name.slice(name.lastIndexOf('/') + 1), bytes: start.slice() },
  }));
}

function isStoredFile({ name, compression }: ZipMember): boolean {
  return compression === 'stored' && !name.endsWith('/');
}
