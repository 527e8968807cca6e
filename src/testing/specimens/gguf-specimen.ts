/**
 * The same families as llama.cpp's converter writes them: its names for all, experts in stacks with gate and up apart,
 * and settings of an architecture. (gguf-py/gguf/tensor_mapping.py; the reference list's entry `gguf`)
 */
import type { Projection } from '../../core/structure.ts';
import { ggufFile } from '../gguf-builder.ts';
import type { FilledEntry } from './specimen-file.ts';
import { EXPERTS, HIDDEN, TOP_K, type Specimen, type SpecimenTensor } from './specimen.ts';

/** Modules by which one family is told from another of its architecture. */
export interface GgufMarks {
  readonly has?: readonly string[];
}

export function ggufSpecimen(specimen: Specimen, { has = [] }: GgufMarks): Specimen {
  const matrices = new Set(
    specimen.tensors
      .filter(({ role }) => role === 'expert')
      .flatMap(({ projections }) => Object.values(projections))
      .flatMap((projection): Projection[] => (projection === 'gateUp' ? ['gate', 'up'] : [projection])),
  );
  const projections: Record<string, Projection> = Object.fromEntries(
    [...matrices].map((word) => [word, word]),
  );
  const isShared = specimen.sharedExperts > 0;
  const block = (name: string, of: Omit<SpecimenTensor, 'name'>): SpecimenTensor => ({
    name: `blk.{layer}.${name}`,
    ...of,
  });
  const single = { '': 'other' } as const;
  const tensors: SpecimenTensor[] = [
    block('ffn_gate_inp.weight', { role: 'router', projections: single, axes: ['expert', 'in'] }),
    block('ffn_{proj}_exps.weight', { role: 'expert', projections, axes: ['expert', 'out', 'in'] }),
    ...has.map((module) =>
      block(`${module}.bias`, { role: 'vector', projections: single, axes: ['expert'] }),
    ),
    block('ffn_{proj}.weight', { role: 'other', projections, axes: ['out', 'in'], isDense: true }),
  ];
  if (isShared)
    tensors.push(
      block('ffn_{proj}_shexp.weight', { role: 'shared-expert', projections, axes: ['out', 'in'] }),
    );
  return { ...specimen, layout: 'gguf', config: null, tensors };
}

export function ggufOf(
  filled: readonly FilledEntry[],
  { architecture, specimen }: { architecture: string; specimen: Specimen },
): Uint8Array {
  const counts = {
    block_count: specimen.layers,
    embedding_length: HIDDEN,
    expert_count: EXPERTS,
    ...(specimen.topK !== null && { expert_used_count: TOP_K }),
    ...(specimen.sharedExperts > 0 && { expert_shared_count: specimen.sharedExperts }),
  };
  const settings = Object.entries(counts).map(([key, value]) => [`${architecture}.${key}`, value] as const);
  return ggufFile({
    settings: { 'general.architecture': architecture, ...Object.fromEntries(settings) },
    tensors: filled.map(({ entry: { name, shape }, values }) => ({
      name,
      type: 'F32',
      sizes: shape.toReversed(),
      bytes: new Uint8Array(values!.buffer),
    })),
  });
}
