/** The manifest of a summary file: all that is not a column, as JSON (public/schemas/summary-1.json). */
import type { Catalogue, StructureFacts } from '../catalogue.ts';
import { dtypeNames } from '../dtype.ts';
import { explainFault } from '../fault-words.ts';
import { Fault, type Notice } from '../fault.ts';
import { projections, roles } from '../structure.ts';
import { PASS_VERSION, type Summary } from '../summary.ts';
import { ownVocabulary, type Vocabulary } from './columns.ts';
import { JsonValue } from './json-value.ts';

/** Parts of the file after the manifest, in this order. */
export const sectionNames = ['tensors', 'parts', 'sketches', 'classes'] as const;
export type SectionName = (typeof sectionNames)[number];

export type CatalogueFacts = Omit<Catalogue, 'tensors' | 'parts'>;

export interface Manifest {
  /** Version of what a scan computes (`core/summary.ts`). */
  readonly pass: number;
  readonly kind: Summary['kind'];
  readonly checkpoint: CatalogueFacts;
  /** How many there are. */
  readonly tensors: number;
  readonly parts: number;
  /** Names of the tables, in their order. */
  readonly classes: readonly string[];
  readonly vocabulary: Vocabulary;
  /** Bytes of each section. */
  readonly sections: Readonly<Record<SectionName, number>>;
}

export function manifestOf(
  { tensors, parts, ...checkpoint }: Catalogue,
  { kind, classes }: Summary,
  sections: Manifest['sections'],
): Manifest {
  return {
    pass: PASS_VERSION,
    kind,
    checkpoint,
    tensors: tensors.names.length,
    parts: parts.tensor.length,
    classes: classes.map(({ name }) => name),
    vocabulary: ownVocabulary,
    sections,
  };
}

/** Layers × experts: what a matrix has room for. The largest public model has some 12,000. */
const MAX_CELLS = 10_000_000;

export interface ManifestContext {
  readonly file: string;
  readonly fail: (detail: string) => never;
}

/** Throws a fault that names the first field that is wrong. */
export function parseManifest(text: string, context: ManifestContext): Manifest {
  const { file, fail } = context;
  const json = new JsonValue(parseJson(text, fail), 'manifest', fail);
  const pass = json.at('pass').count();
  if (pass > PASS_VERSION) {
    throw new Fault('newer-version', { file, what: 'the analysis', version: pass, known: PASS_VERSION });
  }
  const sections = json.at('sections');
  return {
    pass,
    kind: json.at('kind').oneOf(['exact', 'sample']),
    checkpoint: readCheckpoint(json.at('checkpoint'), context),
    tensors: json.at('tensors').count(),
    parts: json.at('parts').count(),
    classes: json.at('classes').items((item) => item.text()),
    vocabulary: readVocabulary(json.at('vocabulary')),
    sections: {
      tensors: sections.at('tensors').count(),
      parts: sections.at('parts').count(),
      sketches: sections.at('sketches').count(),
      classes: sections.at('classes').count(),
    },
  };
}

export function readVocabulary(json: JsonValue): Vocabulary {
  return {
    dtypes: json.at('dtypes').items((item) => item.oneOf(dtypeNames)),
    roles: json.at('roles').items((item) => item.oneOf(roles)),
    projections: json.at('projections').items((item) => item.oneOf(projections)),
  };
}

export function readCheckpoint(json: JsonValue, context: ManifestContext): CatalogueFacts {
  return {
    name: json.at('name').text(),
    format: json.at('format').text(),
    formatName: json.at('formatName').text(),
    fingerprint: json.at('fingerprint').text(),
    files: json
      .at('files')
      .items((item) => ({ name: item.at('name').text(), size: item.at('size').count() })),
    metadata: json.at('metadata').fields((value) => value.text()),
    notices: json.at('notices').items(readNotice).flat(),
    structure: readStructure(json.at('structure'), context),
  };
}

export function parseJson(text: string, fail: (detail: string) => never): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return fail('its manifest is not JSON');
  }
}

function readStructure(json: JsonValue, { file, fail }: ManifestContext): StructureFacts {
  const structure = {
    family: json.at('family').text(),
    familyName: json.at('familyName').text(),
    layers: json.at('layers').count(),
    layerLabels: json.at('layerLabels').items((item) => item.text()),
    moeLayers: json.at('moeLayers').items((item) => item.count()),
    expertsPerLayer: json.at('expertsPerLayer').count(),
    topK: json.at('topK').orNull((value) => value.count()),
    sharedExperts: json.at('sharedExperts').count(),
  };
  const { layers, layerLabels, moeLayers, expertsPerLayer } = structure;
  const cells = layers * Math.max(1, expertsPerLayer);
  if (cells > MAX_CELLS) {
    throw new Fault('over-limit', { file, what: 'layers × experts', value: cells, limit: MAX_CELLS });
  }
  if (layerLabels.length !== layers) fail('manifest.structure does not label every layer');
  if (moeLayers.some((layer) => layer >= layers)) fail('manifest.structure has experts in no layer');
  return structure;
}

/** A notice whose words this version has; one of a later version is left out, as it could not be shown. */
function readNotice(json: JsonValue): Notice[] {
  const notice = json.raw() as Notice;
  try {
    const { title, body, remedy } = explainFault(notice);
    return [title, body, remedy].every((words) => typeof words === 'string') ? [notice] : [];
  } catch {
    return [];
  }
}
