/**
 * All files of public/samples, made anew: weights with the config.json that is right for them, finished
 * summaries, and the manifest of the gallery.
 */
import { catalogueOf } from '../../core/catalogue.ts';
import type { Checkpoint, OpenableFile } from '../../core/checkpoint.ts';
import { structureOf } from '../../core/families/structure-of.ts';
import { decodeFault } from '../../core/fault.ts';
import { seededRandom } from '../../core/random.ts';
import type { Sample } from '../../core/sample.ts';
import { curveOf, shareAt } from '../../core/sketch/curve.ts';
import { mergeSketches } from '../../core/sketch/sketch.ts';
import { encodeSummaryFile, SUMMARY_FILE_ENDING, type SummaryFile } from '../../core/summary-file.ts';
import type { Summary } from '../../core/summary.ts';
import { encodeSafetensors, type TensorBytes } from '../../formats/checkpoints/safetensors-writer.ts';
import { fingerprintOf } from '../../formats/fingerprint.ts';
import { openCheckpoints } from '../../formats/open.ts';
import { fileNames } from '../../training/checkpoint/checkpoint.ts';
import { planScan } from '../../scan/plan.ts';
import { wholeReading } from '../scan-arguments.ts';
import { scanPlan } from '../scan-plan.ts';
import { encodeBf16 } from './bf16.ts';
import { samples } from './index.ts';
import type { SyntheticSample } from './synthetic-sample.ts';
import { trainedSamples, type TrainedFiles, type TrainedSample } from './trained-sample.ts';
import { tinyConfig, tinyMixtral } from './tiny-mixtral.ts';

/** What trains a sample, or finds what was trained before. */
export type TrainedSource = (sample: TrainedSample) => Promise<TrainedFiles>;

/** By path; the same bytes each time. */
export async function sampleFiles(trained: TrainedSource): Promise<ReadonlyMap<string, Uint8Array>> {
  const config = textBytes(`${JSON.stringify(tinyConfig, null, 2)}\n`);
  const files = new Map([['config.json', config]]);
  const manifest: Sample[] = [];
  for (const sample of samples) {
    const weights = `${sample.id}.safetensors`;
    const summary = `${sample.id}${SUMMARY_FILE_ENDING}`;
    const bytes = encodeWeights(sample);
    const finished = await summarise(
      await openSample([fileOf(weights, bytes), fileOf('config.json', config)]),
    );
    files.set(weights, bytes).set(summary, encodeSummaryFile(finished));
    const { id, title, sentence } = sample;
    const preview = previewOf(finished.summary);
    manifest.push({ id, title, sentence, origin: 'synthetic', weights, summary, preview });
  }
  for (const sample of trainedSamples) {
    const { id, title, sentence } = sample;
    const { weights, config: ownConfig, trace } = await trained(sample);
    const paths = {
      weights: `${id}/${id}.safetensors`,
      config: `${id}/config.json`,
      summary: `${id}/${id}${SUMMARY_FILE_ENDING}`,
      trace: `${id}/${fileNames.trace}`,
    };
    const opened = [fileOf(`${id}.safetensors`, weights), fileOf('config.json', ownConfig)];
    const finished = await summarise(await openSample(opened));
    files.set(paths.weights, weights).set(paths.config, ownConfig).set(paths.trace, trace);
    files.set(paths.summary, encodeSummaryFile(finished));
    const preview = previewOf(finished.summary);
    const { weights: path, summary } = paths;
    const ownFiles = { weights: path, summary, trace: paths.trace };
    manifest.push({ id, title, sentence, origin: 'trained', ...ownFiles, preview });
  }
  const lines = manifest.map((entry) => JSON.stringify(entry));
  return files.set('index.json', textBytes(`[\n${lines.join(',\n')}\n]\n`));
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function fileOf(name: string, bytes: Uint8Array): OpenableFile {
  return { path: name, recipe: { kind: 'bytes', name, bytes } };
}

function encodeWeights({ id, seed, draw }: SyntheticSample): Uint8Array {
  const random = seededRandom(seed);
  const tensors = tinyMixtral.map((tensor): TensorBytes => {
    const { name, shape, role } = tensor;
    const values = role === 'norm' ? new Float64Array(shape[0]!).fill(1) : draw(tensor, random);
    return { name, dtype: 'BF16', shape, bytes: encodeBf16(values) };
  });
  const metadata = {
    origin: 'synthetic',
    made_by: 'MoE Scope, scripts/make-samples.mjs',
    sample: id,
    seed: `${seed}`,
  };
  return encodeSafetensors(tensors, metadata);
}

async function openSample(files: readonly OpenableFile[]): Promise<Checkpoint> {
  const { checkpoints, faults } = await openCheckpoints(files);
  const [fault] = faults;
  if (fault !== undefined) throw decodeFault(fault);
  return checkpoints[0]!;
}

async function summarise(checkpoint: Checkpoint): Promise<SummaryFile> {
  const structure = structureOf(checkpoint);
  const catalogue = catalogueOf(checkpoint, structure, await fingerprintOf(checkpoint.files));
  const summary = await scanPlan(planScan(checkpoint, structure), { reading: wholeReading });
  return { catalogue, summary };
}

const PREVIEW_POINTS = 32;

/** Of the experts, closer where the curve is steep. */
function previewOf({ classes }: Summary): Sample['preview'] {
  const experts = classes.filter(({ name }) => name.startsWith('expert/')).map(({ sketch }) => sketch);
  const curve = curveOf(mergeSketches(experts, { exactLimit: Infinity }));
  return Array.from({ length: PREVIEW_POINTS + 1 }, (_, i) => {
    const kept = round((i / PREVIEW_POINTS) ** 2);
    return [kept, round(shareAt(curve, kept * curve.finite))] as const;
  });
}

function round(fraction: number): number {
  return Math.round(fraction * 1e4) / 1e4;
}
