/** Summary files taken apart and put together again, with whatever a test wants to be wrong in them. */
import { crc32 } from '../core/summary-file/checksum.ts';

const HEADER_BYTES = 24;

/** Mutable, as tests change it. */
export type ManifestJson = Record<string, unknown> & {
  checkpoint: Record<string, unknown> & { structure: Record<string, unknown> };
  sections: Record<string, number>;
};

export function manifestJson(bytes: Uint8Array): ManifestJson {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(20, true);
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
  return JSON.parse(text) as ManifestJson;
}

/** The same file with another manifest, and a header that fits. */
export function withManifest(bytes: Uint8Array, manifest: unknown): Uint8Array {
  return withManifestText(bytes, JSON.stringify(manifest));
}

export function withManifestText(bytes: Uint8Array, text: string): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(20, true);
  const manifest = new TextEncoder().encode(text);
  const sections = bytes.subarray(HEADER_BYTES + length);
  const changed = new Uint8Array(HEADER_BYTES + manifest.length + sections.length);
  changed.set(bytes.subarray(0, HEADER_BYTES));
  changed.set(manifest, HEADER_BYTES);
  changed.set(sections, HEADER_BYTES + manifest.length);
  new DataView(changed.buffer).setUint32(20, manifest.length, true);
  return sealed(changed);
}

/** A copy whose length and checksum are right, however wrong the rest may be. */
export function sealed(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  if (copy.length < HEADER_BYTES) return copy;
  const header = new DataView(copy.buffer);
  header.setUint32(12, copy.length, true);
  header.setUint32(16, crc32(copy.subarray(HEADER_BYTES)), true);
  return copy;
}
