/**
 * Structure from names, shapes and config: which tensor is which expert's, layer by layer. Pure, and proportional to
 * the number of tensors: what a name means is worked out once for all names of the same shape.
 */
import type { Checkpoint, ModelConfig } from '../checkpoint.ts';
import { notice, type Notice } from '../fault.ts';
import type { Structure } from '../structure.ts';
import { countExperts } from './count-experts.ts';
import { assembleParts } from './reading/assemble.ts';
import { readConfig } from './reading/config.ts';
import { detectFamily } from './reading/detect.ts';
import { numberLayers } from './reading/layers.ts';
import { readNames, surveyModules } from './reading/names.ts';
import { readMeanings } from './reading/reading.ts';
import { countShared, readLayerFacts, type LayerFacts } from './reading/surroundings.ts';

export function structureOf({ tensors, config }: Pick<Checkpoint, 'tensors' | 'config'>): Structure {
  const names = readNames(tensors);
  const detection = detectFamily(surveyModules(names, tensors), config);
  const readings = readMeanings(names.shapes, detection);
  const { layerOf, labels, mainLayers } = numberLayers(names, readings, config);
  const facts = readLayerFacts(tensors, { names, readings, layerOf });
  const inConfig = {
    experts: readConfig(config, 'experts')?.value ?? null,
    hidden: readConfig(config, 'hidden')?.value ?? null,
  };
  const { parts, uncut } = assembleParts({ tensors, names, readings, layerOf, facts, inConfig });
  const { moeLayers, expertsPerLayer } = countExperts(parts);
  return {
    family: detection.family,
    familyName: detection.familyName,
    layers: labels.length,
    layerLabels: labels,
    moeLayers,
    expertsPerLayer,
    topK: expertsPerLayer > 0 ? (readConfig(config, 'topK')?.value ?? detection.topK) : null,
    sharedExperts: countShared(facts.values(), config),
    parts,
    notices: [
      ...detection.notices,
      ...uncutNotices(uncut),
      ...(detection.hasWeightlessExperts ? weightlessNotices(facts.values(), expertsPerLayer) : []),
      ...disagreements(config, { experts: expertsPerLayer, layers: mainLayers }),
    ],
  };
}

function uncutNotices(uncut: readonly string[]): Notice[] {
  if (uncut.length === 0) return [];
  return [notice('fused-not-cut', { tensors: uncut.length, examples: uncut.slice(0, 3) })];
}

function weightlessNotices(facts: Iterable<LayerFacts>, experts: number): Notice[] {
  const routed = Math.max(0, ...[...facts].map((layer) => layer.routed ?? 0));
  return routed > experts ? [notice('weightless-experts', { weightless: routed - experts, experts })] : [];
}

function disagreements(config: ModelConfig | null, counted: { experts: number; layers: number }): Notice[] {
  const notices: Notice[] = [];
  for (const what of ['experts', 'layers'] as const) {
    const stated = readConfig(config, what);
    const tensors = counted[what];
    // config.json of a dense model may keep the keys of its sparse relatives at 0
    if (stated === null || stated.value === 0 || stated.value === tensors) continue;
    notices.push(notice('config-disagrees', { key: stated.key, config: stated.value, tensors }));
  }
  return notices;
}
