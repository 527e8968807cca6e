import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  manifestJson,
  sealed,
  withManifest,
  withManifestText,
  type ManifestJson,
} from '../../testing/summary-bytes.ts';
import { manifestViolations } from '../../testing/summary-schema.ts';
import { anySummaryFile } from '../../testing/summary-files.ts';
import { Fault, notice, type FaultCode } from '../fault.ts';
import { seededRandom } from '../random.ts';
import { sketchAt } from '../sketch/columns.ts';
import { curveOf, shareAt } from '../sketch/curve.ts';
import { decodeSummaryFile, encodeSummaryFile } from '../summary-file.ts';
import { crc32 } from './checksum.ts';

/** A few files with something in every section. */
const files = fc
  .sample(anySummaryFile, { seed: 53, numRuns: 60 })
  .map(encodeSummaryFile)
  .filter((bytes) => Object.values(manifestJson(bytes).sections).every((length) => length > 20))
  .slice(0, 6);
const file = files[0]!;

function faultOf(bytes: Uint8Array): Fault | null {
  try {
    decodeSummaryFile(bytes, 'a.moescope');
    return null;
  } catch (error) {
    if (error instanceof Fault) return error as Fault;
    throw error;
  }
}

function codeOf(bytes: Uint8Array): FaultCode | null {
  return faultOf(bytes)?.code ?? null;
}

it('are real files to begin with', () => {
  expect(files.length).toBe(6);
  expect(files.map(codeOf)).toEqual([null, null, null, null, null, null]);
});

describe('a header', () => {
  const changed = (at: number, value: number): Uint8Array => {
    const copy = file.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };

  it('of a newer version is said to be newer', () => {
    const fault = faultOf(changed(8, 2));
    expect(fault?.code).toBe('newer-version');
    expect(fault?.facts).toEqual({ file: 'a.moescope', what: 'the summary format', version: 2, known: 1 });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'empty-file'],
    ['another format', new TextEncoder().encode('{"weights": "none of these are here"}'), 'malformed'],
    ['other magic', changed(0, 0), 'malformed'],
    ['a wrong checksum', changed(16, 1), 'malformed'],
    ['a length beyond the end', changed(12, file.length + 1), 'truncated'],
    ['a length before the end', changed(12, file.length - 1), 'malformed'],
    ['a manifest beyond the end', changed(20, 0xffffffff), 'truncated'],
    ['a manifest of nothing', changed(20, 0), 'malformed'],
  ] as const)('%s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it('cut anywhere, is a fault', () => {
    for (let length = 0; length < file.length; length++) {
      expect(codeOf(file.subarray(0, length))).toBe(length === 0 ? 'empty-file' : 'truncated');
    }
  });
});

describe('a manifest', () => {
  function manifestWith(change: (manifest: ManifestJson) => void): Uint8Array {
    const manifest = manifestJson(file);
    change(manifest);
    return withManifest(file, manifest);
  }

  it('is what the published schema says', () => {
    for (const bytes of files) expect(manifestViolations(manifestJson(bytes))).toEqual([]);
    const wrong = { ...manifestJson(file), kind: 'guess', pass: -1, extra: 1 };
    expect(manifestViolations(wrong).length).toBe(3);
  });

  it.each<[string, (manifest: ManifestJson) => void, FaultCode]>([
    ['of a newer analysis', (m) => (m.pass = 99), 'newer-version'],
    ['without a pass', (m) => delete m.pass, 'malformed'],
    ['of an unknown kind', (m) => (m.kind = 'guess'), 'malformed'],
    ['with a list for a checkpoint', (m) => (m.checkpoint = [] as never), 'malformed'],
    ['with a number for a name', (m) => (m.checkpoint.name = 7), 'malformed'],
    ['with a file of no size', (m) => (m.checkpoint.files = [{ name: 'a', size: -1 }]), 'malformed'],
    ['with metadata that is no text', (m) => (m.checkpoint.metadata = { a: {} }), 'malformed'],
    ['with half a layer', (m) => (m.checkpoint.structure.layers = 1.5), 'malformed'],
    ['with unlabelled layers', (m) => (m.checkpoint.structure.layers = 5), 'malformed'],
    ['with fewer layers than parts have', (m) => noLayers(m), 'malformed'],
    ['with experts in no layer', (m) => (m.checkpoint.structure.moeLayers = [4]), 'malformed'],
    [
      'with a matrix of a trillion cells',
      (m) => (m.checkpoint.structure.expertsPerLayer = 1e12),
      'over-limit',
    ],
    ['with more tensors than bytes', (m) => (m.tensors = 2 ** 50), 'truncated'],
    ['with more parts than bytes', (m) => (m.parts = 2 ** 50), 'truncated'],
    ['with a class more', (m) => (m.classes = [...(m.classes as string[]), 'x']), 'truncated'],
    ['with a class less', (m) => (m.classes = []), 'malformed'],
    [
      'with an unknown dtype',
      (m) => (m.vocabulary = { dtypes: ['F31'], roles: [], projections: [] }),
      'malformed',
    ],
    [
      'with empty vocabularies',
      (m) => (m.vocabulary = { dtypes: [], roles: [], projections: [] }),
      'malformed',
    ],
    ['with a section beyond the end', (m) => (m.sections.classes = 2 ** 40), 'truncated'],
    ['with sections that end early', (m) => (m.sections.classes! -= 1), 'truncated'],
    ['with no files', (m) => (m.checkpoint.files = []), 'malformed'],
  ])('%s is refused', (_, change, code) => {
    expect(codeOf(manifestWith(change))).toBe(code);
  });

  it('with one tensor more is refused, by whatever the bytes that follow then seem to be', () => {
    const bytes = manifestWith((m) => (m.tensors = (m.tensors as number) + 1));
    expect(['malformed', 'truncated']).toContain(codeOf(bytes));
  });

  function noLayers({ checkpoint: { structure } }: ManifestJson): void {
    Object.assign(structure, { layers: 0, layerLabels: [], moeLayers: [] });
  }

  it.each(['', 'null', '7', '{"pass":', '[]', '['.repeat(200_000), '{"a":'.repeat(100_000)])(
    'that is no such JSON is refused (%#)',
    (text) => {
      expect(codeOf(withManifestText(file, text))).toBe('malformed');
    },
  );

  it('may have a notice that this version has no words for; it is left out', () => {
    const known = notice('family-unknown', { experts: true });
    const notices = [
      known,
      { code: 'from-the-future', facts: {} },
      { code: 'constructor', facts: {} },
      { code: 'missing-shard', facts: null },
      'no notice',
      null,
    ];
    const bytes = manifestWith((manifest) => (manifest.checkpoint.notices = notices));
    expect(decodeSummaryFile(bytes).catalogue.notices).toEqual([known]);
  });

  it('may have fields that this version does not know', () => {
    expect(codeOf(manifestWith((manifest) => (manifest.later = { than: 'this' })))).toBe(null);
  });
});

it('a name can’t share the same bytes with the one before twice, and so double in length', () => {
  const manifest = manifestJson(file);
  const names = Uint8Array.from([0, 0, 1, 97, 1, 1, 0]);
  const start = 24 + new DataView(file.buffer).getUint32(20, true);
  const rest = file.subarray(start + manifest.sections.tensors!);
  const changed = Uint8Array.from([...file.subarray(0, start), ...names, ...rest]);
  manifest.sections.tensors = names.length;
  manifest.tensors = 2;
  expect(faultOf(withManifest(changed, manifest))?.facts).toMatchObject({
    detail: 'a name shares more than the one before has',
  });
});

describe('mutations', () => {
  /** Bytes changed, cut out, doubled or zeroed, now and then many, and the checksum made right again. */
  function mutant(bytes: Uint8Array, seed: number): Uint8Array {
    const random = seededRandom(seed);
    let changed = [...bytes];
    const from = random.below(3) === 0 ? 24 : 24 + new DataView(bytes.buffer).getUint32(20, true);
    for (let times = 1 + random.below(4); times > 0; times--) {
      const at = from + random.below(changed.length - from);
      const kind = random.below(5);
      if (kind === 0) changed[at] = random.below(256);
      else if (kind === 1) changed[at]! ^= 1 << random.below(8);
      else if (kind === 2) changed.splice(at, 1 + random.below(8));
      else if (kind === 3) changed.splice(at, 0, ...changed.slice(at, at + 1 + random.below(8)));
      else changed = changed.map((byte, i) => (i >= at && i < at + 8 ? [0, 255][at & 1]! : byte));
    }
    return sealed(Uint8Array.from(changed));
  }

  it('end in a fault, or in something that can be drawn', () => {
    let opened = 0;
    for (let seed = 0; seed < 4000; seed++) {
      const bytes = mutant(files[seed % files.length]!, seed);
      if (faultOf(bytes) !== null) continue;
      opened++;
      const { catalogue, summary } = decodeSummaryFile(bytes);
      expect(catalogue.parts.tensor.length).toBe(summary.parts.rows);
      const sketches = Array.from({ length: summary.parts.rows }, (_, row) => sketchAt(summary.parts, row));
      for (const sketch of [...sketches, ...summary.classes.map((table) => table.sketch)]) {
        const curve = curveOf(sketch);
        const shares = [0, 0.3, 1].map((kept) => shareAt(curve, kept * curve.finite));
        expect([...shares, curve.errorBound, curve.nonZero].every((value) => value >= 0)).toBe(true);
      }
    }
    expect(opened).toBeGreaterThan(100);
    expect(opened).toBeLessThan(3000);
  });
});

it('the checksum is that of zlib', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(new Uint8Array(0))).toBe(0);
});
