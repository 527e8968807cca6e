/** The manifest of a part file: all that is not a column, as JSON (docs/parts.md). */
import { Fault } from '../core/fault.ts';
import type { Vocabulary } from '../core/summary-file/columns.ts';
import { JsonValue } from '../core/summary-file/json-value.ts';
import {
  parseJson,
  readCheckpoint,
  readVocabulary,
  type CatalogueFacts,
  type ManifestContext,
} from '../core/summary-file/manifest.ts';
import { PASS_VERSION } from '../core/summary.ts';

/** Parts of the file after the manifest, in this order. */
export const partSections = ['tensors', 'parts', 'classes', 'batches', 'rows', 'tables'] as const;
export type PartSection = (typeof partSections)[number];

export interface PartManifest {
  /** Version of what a scan computes (`core/summary.ts`). */
  readonly pass: number;
  /** Which scan it is a part of (`identity.ts`). */
  readonly scan: string;
  /** From 1 to `of`. */
  readonly part: number;
  readonly of: number;
  readonly course: 'plain' | 'sample';
  /** Share of each tensor that a sample reads; null for one block, or for everything. */
  readonly fraction: number | null;
  /** What is drawn, as core/scope.ts writes it. */
  readonly scope: string;
  readonly checkpoint: CatalogueFacts;
  /** How many there are. */
  readonly tensors: number;
  readonly parts: number;
  /** Of the whole scan, and of this part. */
  readonly batches: number;
  readonly ownBatches: number;
  readonly classes: readonly string[];
  readonly vocabulary: Vocabulary;
  /** Bytes of each section. */
  readonly sections: Readonly<Record<PartSection, number>>;
}

/** More machines than anyone shares a scan between. */
export const MOST_PARTS = 100_000;

/** Throws a fault that names the first field that is wrong. */
export function parsePartManifest(text: string, context: ManifestContext): PartManifest {
  const { file, fail } = context;
  const json = new JsonValue(parseJson(text, fail), 'manifest', fail);
  const pass = json.at('pass').count();
  if (pass > PASS_VERSION) {
    throw new Fault('newer-version', { file, what: 'the analysis', version: pass, known: PASS_VERSION });
  }
  const of = json.at('of').count();
  const part = json.at('part').count();
  if (part < 1 || part > of || of > MOST_PARTS) fail(`there is no part ${part} of ${of}`);
  const count = (name: 'tensors' | 'parts' | 'batches' | 'ownBatches') => json.at(name).count();
  const section = (name: PartSection) => [name, json.at('sections').at(name).count()] as const;
  return {
    pass,
    scan: json.at('scan').text(),
    part,
    of,
    course: json.at('course').oneOf(['plain', 'sample']),
    fraction: json.at('fraction').orNull((value) => value.fraction()),
    scope: json.at('scope').text(),
    checkpoint: readCheckpoint(json.at('checkpoint'), context),
    tensors: count('tensors'),
    parts: count('parts'),
    batches: count('batches'),
    ownBatches: count('ownBatches'),
    classes: json.at('classes').items((item) => item.text()),
    vocabulary: readVocabulary(json.at('vocabulary')),
    sections: Object.fromEntries(partSections.map(section)) as PartManifest['sections'],
  };
}
