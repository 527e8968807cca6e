/** What a person named on the command line, opened: paths and addresses, in any mix. */
import { basename } from 'node:path';
import type { Checkpoint } from '../core/checkpoint.ts';
import { encodeFault, Fault } from '../core/fault.ts';
import { onnx } from '../formats/checkpoints/onnx.ts';
import { tfjs } from '../formats/checkpoints/tfjs.ts';
import { groupName } from '../formats/grouping/group-name.ts';
import { openCheckpoints, openUrl, type Opened, type OpenOptions } from '../formats/open.ts';
import { batchesOf, filesBeside, filesOf, withSlashes, type Batch } from './files-at-path.ts';
import { enterTokenIn, hubIn } from './hub-environment.ts';
import { sourceOf } from './path-source.ts';

/** Paths first, then addresses. Never throws: what can't be opened is among the faults. */
export async function openInputs(
  inputs: readonly string[],
  { report }: Pick<OpenOptions, 'report'> = {},
): Promise<Opened> {
  enterTokenIn(process.env);
  const options = { sourceOf, hub: hubIn(process.env), ...(report && { report }) };
  const opened: Opened[] = [];
  for (const batch of await batchesOf(inputs.filter((input) => !isAddress(input)))) {
    opened.push(await openBatch(batch, options));
  }
  for (const address of inputs.filter(isAddress)) opened.push(await openUrl(address, options));
  return {
    checkpoints: opened.flatMap(({ checkpoints }) => checkpoints),
    faults: opened.flatMap(({ faults }) => faults),
    notices: opened.flatMap(({ notices }) => notices),
  };
}

function isAddress(input: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(input);
}

async function openBatch(batch: Batch, options: OpenOptions): Promise<Opened> {
  try {
    const files = await filesOf(batch);
    if (files.length === 0) throw new Fault('no-tensors', { file: basename(batch.folder) });
    const alone = await openCheckpoints(files, options);
    const beside = await filesBeside(batch, wantedBy(alone));
    const opened = beside.length > 0 ? await openCheckpoints([...files, ...beside], options) : alone;
    return { ...opened, checkpoints: opened.checkpoints.map((found) => named(found, batch.folder)) };
  } catch (error) {
    return { checkpoints: [], faults: [encodeFault(error)], notices: [] };
  }
}

/** Formats whose files refer to others by name. Shards of other formats that were not named were left out on purpose. */
const referring: readonly string[] = [onnx.name, tfjs.name];

/** Files that weights were looked for in, and that did not come along. */
function wantedBy({ checkpoints, faults }: Opened): readonly string[] {
  const gaps = checkpoints
    .filter(({ formatName }) => referring.includes(formatName))
    .flatMap(({ notices }) => notices);
  return [
    ...new Set([
      ...faults.flatMap((fault) => (fault.code === 'weights-elsewhere' ? fault.facts.wanted : [])),
      ...gaps.flatMap((gap) => (gap.code === 'missing-shard' ? gap.facts.shards : [])),
    ]),
  ];
}

/** A file called "model" is better known by its folder, which named files come without. */
function named(checkpoint: Checkpoint, folder: string): Checkpoint {
  return { ...checkpoint, name: groupName(withSlashes(folder), checkpoint.name) };
}
