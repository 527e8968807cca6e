/**
 * The words of every fault and notice: what is wrong, where, and what to do. A code without words does not compile.
 */
import type { FaultCode, FaultFacts, FaultWire, UndrawnReason } from './fault.ts';
import { formatBytes, formatCount, formatDuration } from './quantity.ts';

export interface FaultWords {
  readonly title: string;
  readonly body: string;
  readonly remedy: string;
}

type Words = { readonly [C in FaultCode]: (facts: FaultFacts[C]) => FaultWords };

const downloadAgain = 'Download or copy the file again and compare its size or checksum with the original.';

const words: Words = {
  'empty-file': ({ file }) => ({
    title: 'The file is empty',
    body: `${file} has 0 bytes.`,
    remedy: downloadAgain,
  }),
  'unknown-format': ({ file, size, headHex }) => ({
    title: 'Not a format that is known here',
    body: `${file} (${formatBytes(size)}) begins with the bytes ${headHex}, which no reader recognises.`,
    remedy:
      'Open safetensors, GGUF, PyTorch (.pt, .pth, .bin) or NumPy (.npy, .npz) files, or a routing trace. If this is one of them, it is damaged at its start.',
  }),
  'unsupported-format': ({ file, format, advice }) => ({
    title: `${format} is not read by this version`,
    body: `${file} was recognised as ${format}.`,
    remedy: advice,
  }),
  truncated: ({ file, what, neededBytes, sizeBytes }) => ({
    title: 'The file ends too early',
    body: `${file} has ${formatBytes(sizeBytes)}, but ${what} needs ${formatBytes(neededBytes)}.`,
    remedy: downloadAgain,
  }),
  malformed: ({ file, format, detail }) => ({
    title: `The ${format} file is damaged`,
    body: `${file}: ${detail}.`,
    remedy: downloadAgain,
  }),
  'over-limit': ({ file, what, value, limit }) => ({
    title: 'A number in the file is larger than can be right',
    body: `${file}: ${what} is ${formatCount(value)}; at most ${formatCount(limit)} is accepted.`,
    remedy:
      'The file is damaged or was made to exhaust memory. If it is genuine, please report it with its origin.',
  }),
  'tensor-outside-file': ({ file, tensor, endByte, sizeBytes }) => ({
    title: 'A tensor lies outside its file',
    body: `${file}: “${tensor}” would end at byte ${formatCount(endByte)}, but the file has ${formatCount(sizeBytes)} bytes.`,
    remedy: `${downloadAgain} An interrupted download looks like this.`,
  }),
  'tensors-overlap': ({ file, first, second }) => ({
    title: 'Two tensors claim the same bytes',
    body: `${file}: “${first}” and “${second}” overlap.`,
    remedy: 'The header is damaged. Save the model again with the library that wrote it.',
  }),
  'tensor-size-mismatch': ({ file, tensor, expectedBytes, actualBytes }) => ({
    title: 'A tensor’s shape and size disagree',
    body: `${file}: the shape and dtype of “${tensor}” need ${formatCount(expectedBytes)} bytes, its range has ${formatCount(actualBytes)}.`,
    remedy: 'The header is damaged. Save the model again with the library that wrote it.',
  }),
  'duplicate-tensor': ({ file, tensor, other }) => ({
    title: 'A tensor is there twice',
    body: `“${tensor}” is in ${file} and again in ${other}.`,
    remedy:
      'If these files are of two models, open them one after the other; otherwise one of them is left over and can go.',
  }),
  'mixed-shards': ({ first, second, detail }) => ({
    title: 'Shards of different models',
    body: `${first} and ${second} do not belong together: ${detail}.`,
    remedy: 'Put the shards of each model in a folder of their own and drop the folders.',
  }),
  'weights-elsewhere': ({ file, wanted }) => ({
    title: 'Its weights are in other files',
    body: `${file} says that its weights are in ${listOf(wanted)}, beside it. Nothing of that came along.`,
    remedy: 'Drop these files together with it, or the whole folder.',
  }),
  'no-tensors': ({ file }) => ({
    title: 'No tensors inside',
    body: `${file} was read, but holds no tensor.`,
    remedy:
      'Open the file that holds the weights; a configuration or a tokenizer alone has none. It is no routing trace of a producer that is known here, either.',
  }),
  'no-trace': ({ file }) => ({
    title: 'Not a routing trace that is known here',
    body: `${file} holds no routing that any importer recognises.`,
    remedy:
      'The README lists the producers that are read; docs/traces.md describes a plain form that anything can write.',
  }),
  'unsafe-pickle': ({ file, global }) => ({
    title: 'The file wants to run code',
    body: `${file} asks for “${global}”. Nothing was run: pickles are read here as data only.`,
    remedy: 'Do not load this file with PyTorch unless you trust its origin. Ask its author for safetensors.',
  }),
  'newer-version': ({ file, what, version, known }) => ({
    title: 'Made by a newer version of MoE Scope',
    body: `${file} has version ${version} of ${what}; this version reads up to ${known}.`,
    remedy: 'Reload the page, or update MoE Scope where it is installed, and open the file again.',
  }),
  'zip-bomb': ({ file, member, packedBytes, claimedBytes }) => ({
    title: 'The archive would grow without measure',
    body: `${file}: “${member}” claims that ${formatBytes(packedBytes)} unpack to ${formatBytes(claimedBytes)}.`,
    remedy: 'The archive is damaged or hostile. Do not unpack it elsewhere.',
  }),
  'no-dataset': ({ files }) => ({
    title: 'No dataset among these files',
    body: `${listOf(files)}: nothing here is read as samples with labels.`,
    remedy:
      'Drop IDX files (images and labels together, .gz or not), CIFAR-10 or CIFAR-100 binary batches, or a CSV, TSV or JSON Lines file with one sample a row.',
  }),
  'unpaired-file': ({ file, wanted }) => ({
    title: 'One half of a dataset is missing',
    body: `${file} needs ${wanted}, which is not among the files.`,
    remedy: 'Drop the files of samples and of labels together.',
  }),
  'several-datasets': ({ files }) => ({
    title: 'More than one dataset at once',
    body: `${listOf(files)} are samples of different datasets.`,
    remedy: 'Drop one dataset at a time: its training files and, if there are any, its test files.',
  }),
  'counts-differ': ({ file, samples, other, otherSamples }) => ({
    title: 'Samples and labels differ in number',
    body: `${file} has ${formatCount(samples)}, ${other} has ${formatCount(otherSamples)}.`,
    remedy: 'The files are of different datasets, or one of them is cut off. Choose the pair again.',
  }),
  'label-out-of-range': ({ file, sample, label, range }) => ({
    title: 'A label outside its range',
    body: `${file}: sample ${formatCount(sample)} (counted from 0) is labelled ${label}; labels are ${range}.`,
    remedy: 'The file is damaged, or its labels are those of another dataset.',
  }),
  'not-utf8': ({ file, atByte }) => ({
    title: 'The text is not UTF-8',
    body: `${file} holds a byte that UTF-8 does not allow, at byte ${formatCount(atByte)}.`,
    remedy: 'Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”) and drop it again.',
  }),
  'bad-row': ({ file, line, detail }) => ({
    title: 'A row can’t be read',
    body: `${file}, line ${formatCount(line)}: ${detail}.`,
    remedy: 'Mend the line, or save the file again with a program that writes CSV or JSON Lines.',
  }),
  'unusable-dataset': ({ file, detail }) => ({
    title: 'Nothing to learn from',
    body: `${file}: ${detail}.`,
    remedy: 'Training needs samples of two classes at least, and some more to test on.',
  }),
  'dataset-not-installed': ({ dataset, command }) => ({
    title: `${dataset} is not installed`,
    body: `Its files are not beside the page.`,
    remedy: `Run ${command} in the folder of MoE Scope, then start it again.`,
  }),
  'dataset-not-dropped': ({ dataset }) => ({
    title: 'The dataset is not open',
    body: `This run was trained on ${dataset}, a dataset of files of your own; the page does not keep them.`,
    remedy: 'Drop its files on the page again, then go on.',
  }),
  'recipe-impossible': ({ problems }) => ({
    title: 'This recipe can’t be trained',
    body: problems.join(' '),
    remedy: 'Change the recipe where it says so.',
  }),
  'export-impossible': ({ problems }) => ({
    title: 'This plan can’t be written as a checkpoint',
    body: problems.join(' '),
    remedy: 'Change the plan where it says so, or take its keep-list to a tool that prunes.',
  }),
  'write-failed': ({ file, detail }) => ({
    title: 'The file could not be written',
    body: `${file}: ${detail}. Nothing half-written was left under its name.`,
    remedy: 'Make room or choose another folder, then write it again.',
  }),
  'run-diverged': ({ step }) => ({
    title: 'The loss is no number any more',
    body: `Training diverged at step ${formatCount(step)}: a weight or the loss became infinite or not a number. The last good snapshot is kept.`,
    remedy: 'Start again with a lower learning rate, weaker regularisation or gradient clipping.',
  }),
  'graphics-lost': ({ backend, detail }) => ({
    title: 'The graphics card went away',
    body: `${backendNames[backend] ?? backend}: ${detail} The last good snapshot is kept.`,
    remedy: 'Go on with another backend, or with the same one once the card is there again.',
  }),
  'out-of-memory': ({ backend, detail }) => ({
    title: 'There is not enough memory',
    body: `${backendNames[backend] ?? backend}: ${detail}. The last good snapshot is kept.`,
    remedy: 'Close other tabs, choose a smaller batch or model, or go on with another backend.',
  }),
  'backend-failed': ({ backend, detail }) => ({
    title: `${backendNames[backend] ?? backend} failed`,
    body: `${detail} The last good snapshot is kept.`,
    remedy: 'Go on with another backend; WebAssembly and plain JavaScript run everywhere.',
  }),
  'snapshot-misfit': ({ detail }) => ({
    title: 'The weights do not fit the recipe',
    body: `${detail}.`,
    remedy: 'Open the files of one run together: its config.json belongs to its weights.',
  }),
  'run-elsewhere': ({ run }) => ({
    title: 'This run goes on in another tab',
    body: `“${run}” is being trained in another tab of this browser. Two would write over each other.`,
    remedy: 'Pause it there, then load this page again to go on from where it is.',
  }),
  'runs-not-stored': ({ isFull }) => ({
    title: 'Runs are kept only until the page closes',
    body: isFull
      ? 'The browser has no more room for this page.'
      : 'The browser does not let this page store anything.',
    remedy: isFull
      ? 'Delete runs that you no longer need, or download those that you want to keep.'
      : 'Download runs that you want to keep; private windows store nothing.',
  }),
  'file-changed': ({ file }) => ({
    title: 'The file changed while it was read',
    body: `${file} is no longer what it was when it was opened. What had been computed is kept.`,
    remedy: 'Wait until whatever writes the file is done, then open it again.',
  }),
  'file-unreadable': ({ file, detail }) => ({
    title: 'The file can’t be read',
    body: `${file}: ${detail}.`,
    remedy: 'It may have been moved, deleted, or lie on a drive that went away. Choose it again.',
  }),
  'network-unreachable': ({ url }) => ({
    title: 'No answer that the page may read',
    body: `${url} could not be reached, or its server does not allow other pages to read it (CORS).`,
    remedy:
      'Check the address and the connection. A server must send Access-Control-Allow-Origin; otherwise download the file and drop it here.',
  }),
  'http-status': ({ url, status, waitSeconds, reason }) => ({
    title: `The server answered ${status}`,
    body: `${url}: ${statusMeaning(status, reason)}.`,
    remedy: statusRemedy(status, waitSeconds),
  }),
  stalled: ({ url, seconds }) => ({
    title: 'The server stopped sending',
    body: `${url}: nothing came for ${formatCount(seconds)} seconds, however often it was asked.`,
    remedy: 'Try again. If it stays so, download the file and drop it here.',
  }),
  'no-range-support': ({ url }) => ({
    title: 'The server only sends whole files',
    body: `${url} does not answer Range requests, which reading a checkpoint in parts needs.`,
    remedy: 'Download the file and drop it here.',
  }),
  'length-changed': ({ url, expectedBytes, actualBytes }) => ({
    title: 'The server sent another length than it announced',
    body: `${url}: ${formatCount(expectedBytes)} bytes were expected, ${formatCount(actualBytes)} came.`,
    remedy: 'Try again. If it stays so, download the file and drop it here.',
  }),
  'bad-address': ({ text }) => ({
    title: 'Not an address',
    body: `“${text}” is neither an http(s) address of a file nor a model of a hub.`,
    remedy:
      'Paste the full address of a .safetensors, .gguf, .pt or .npz file, beginning with https://, or hf://owner/name.',
  }),
  'several-checkpoints': ({ repository, addresses }) => ({
    title:
      addresses.length === 0 ? 'No checkpoint in this repository' : 'Several checkpoints in one repository',
    body:
      addresses.length === 0
        ? `${repository} holds no file that could be one.`
        : `${repository} holds ${formatCount(addresses.length)}.`,
    remedy:
      addresses.length === 0
        ? 'Check the name, the revision and the folder.'
        : `Open one of them by its address: ${listOf(addresses)}.`,
  }),
  'token-unprotected': ({ host }) => ({
    title: 'The token was not kept',
    body: `${host} would be asked over an open connection, on which anybody could read along.`,
    remedy: 'Use an address that begins with https://.',
  }),
  'no-workers': () => ({
    title: 'This browser tab has no workers',
    body: 'Files are read in background workers, and this tab can’t start one.',
    remedy: 'Open the page in a current browser, not inside a restricted frame or reader mode.',
  }),
  'worker-lost': ({ detail }) => ({
    title: 'A background worker stopped',
    body: detail,
    remedy: 'Try again. If memory is short, close other tabs first.',
  }),
  'sample-missing': ({ sample }) => ({
    title: 'No such sample',
    body: `The link names the sample “${sample}”, which this version does not have.`,
    remedy: 'Choose one from the gallery.',
  }),
  'parts-differ': ({ first, second, by }) => ({
    title: 'Not parts of one scan',
    body: `${second} ${differences[by]} ${first}.`,
    remedy: 'Join parts that were made of one checkpoint with the same options.',
  }),
  'part-doubled': ({ part, of, first, second }) => ({
    title: `Part ${part} of ${of} is there twice`,
    body: `It is in ${first} and in ${second}.`,
    remedy: 'Leave one of them out.',
  }),
  'parts-missing': ({ parts, of }) => ({
    title: parts.length === 1 ? `Part ${parts[0]!} of ${of} is missing` : 'Parts are missing',
    body: `Of ${of} parts, ${listOf(parts.map(String))} ${parts.length === 1 ? 'is' : 'are'} not there.`,
    remedy: 'Scan what is missing with --part, and join all parts again.',
  }),
  'no-weights': ({ name }) => ({
    title: 'This needs weights, and only a summary is open',
    body: `${name} was opened from a summary: it says what an analysis found, and holds no weight.`,
    remedy: 'Open the checkpoint itself, if you have it: it takes the place of its summary.',
  }),
  'results-not-kept': ({ isFull }) => ({
    title: 'Results are not kept for the next visit',
    body: isFull
      ? 'The browser has no more room for this page.'
      : 'The browser does not let this page store anything.',
    remedy: isFull
      ? 'Clear kept results that you no longer need, or save summaries as files.'
      : 'Save summaries as files; private windows store nothing.',
  }),
  'wrong-file': ({ expected, actual }) => ({
    title: 'Another file than the link is about',
    body: `The link was made for the checkpoint with fingerprint ${expected}; this one has ${actual}.`,
    remedy: 'It was opened beside. Ask whoever sent the link which file they meant.',
  }),
  internal: ({ detail }) => ({
    title: 'Something went wrong inside',
    body: detail,
    remedy: 'This is a defect of MoE Scope. Please report it with the file’s origin.',
  }),
  'missing-shard': ({ shards, tensors }) => ({
    title: shards.length === 1 ? 'A shard is missing' : `${shards.length} shards are missing`,
    body: `${listOf(shards)}${tensors > 0 ? ` (${formatCount(tensors)} tensors)` : ''}. The rest was analysed.`,
    remedy: 'Drop the missing files together with the others to see the whole model.',
  }),
  'trailing-bytes': ({ file, bytes }) => ({
    title: 'Bytes after the last tensor',
    body: `${file} goes on for ${formatBytes(bytes)} after its last tensor; they were left alone.`,
    remedy: 'Harmless for reading; strict loaders may refuse the file.',
  }),
  'tensors-not-drawn': ({ reason, tensors, examples }) => ({
    title: `${formatCount(tensors)} ${tensors === 1 ? 'tensor is' : 'tensors are'} listed, not drawn`,
    body: `${undrawnReason[reason]} For example ${listOf(examples)}.`,
    remedy: 'They stay out of every curve and sum; the table of tensors lists them.',
  }),
  'quantised-weights': ({ dtypes, tensors }) => ({
    title: 'Quantised weights',
    body: `${formatCount(tensors)} ${tensors === 1 ? 'tensor is' : 'tensors are'} stored as codes with scales (${listOf(dtypes)}) and drawn as they decode. Curves run in the steps of that grid, and an exact zero is one of the grid, not of the model that was trained.`,
    remedy:
      'Count weights below a small magnitude rather than exact zeros, or open the unquantised checkpoint beside.',
  }),
  'family-guessed': ({ family, alternatives }) => ({
    title: `Read as ${family}, by tensor names`,
    body: `Without config.json, the names also fit ${listOf(alternatives)}.`,
    remedy: 'Drop config.json with the weights to settle it and to learn top-k.',
  }),
  'family-unknown': ({ experts }) => ({
    title: experts ? 'Unknown family, experts found by pattern' : 'No experts recognised',
    body: experts
      ? 'No known family fits; layers and experts come from the general naming pattern.'
      : 'The tensor names fit no known Mixture-of-Experts family; layers and projections are shown as for a dense model.',
    remedy:
      'Check the numbers of layers and experts above against what you know of the model; in the page, “Say what the tensors are” corrects them.',
  }),
  'bad-companion-file': ({ file, detail }) => ({
    title: `${file} was not used`,
    body: `${detail}.`,
    remedy: 'The weights were read without it.',
  }),
  'fused-not-cut': ({ tensors, examples }) => ({
    title: `${formatCount(tensors)} fused ${tensors === 1 ? 'tensor was' : 'tensors were'} not cut into experts and projections`,
    body: `The shape does not fit what the name promises, or claims too many experts. For example ${listOf(examples)}.`,
    remedy: 'They are shown as they are stored. If the model is genuine, please report it with its origin.',
  }),
  'config-disagrees': ({ key, config, tensors }) => ({
    title: 'Settings and tensors disagree',
    body: `${key} is ${formatCount(config)} in the model’s settings, ${formatCount(tensors)} by the tensors. The tensors were believed.`,
    remedy: 'A pruned or partly downloaded model looks like this.',
  }),
  'weightless-experts': ({ weightless, experts }) => ({
    title: `${formatCount(weightless)} more experts without weights`,
    body: `Its routers choose among ${formatCount(experts + weightless)} experts a layer, of which ${formatCount(weightless)} hand a token on as it is. The ${formatCount(experts)} that have weights are drawn.`,
    remedy: `Where a trace of this model counts them, they are the experts from ${formatCount(experts)} on.`,
  }),
  'run-reopened': ({ run, step, samples, correct }) => ({
    title: 'A run came with this checkpoint',
    body: `“${run}” is among the runs under Train, at step ${formatCount(step)}. When it was saved, it predicted ${formatCount(correct)} of ${formatCount(samples)} test samples right.`,
    remedy: 'Its test is repeated here; on the same backend it must come out the same.',
  }),
  'link-partly-read': ({ keys, isNewer }) => ({
    title: 'The link was understood in part',
    body:
      keys.length > 0
        ? `These of its settings were left at their defaults: ${listOf(keys)}.`
        : 'It was made by a newer version of MoE Scope.',
    remedy: isNewer
      ? 'Open it where it was made, or with a newer version of MoE Scope.'
      : 'It may have been cut off on its way. Ask for it again, or choose the settings by hand.',
  }),
  'ignored-files': ({ files }) => ({
    title: files.length === 1 ? 'One file was left aside' : `${files.length} files were left aside`,
    body: `${listOf(files)}.`,
    remedy: 'They hold no weights that are read here.',
  }),
  'rows-left-out': ({ file, rows, reason }) => ({
    title: rows === 1 ? 'One row was left out' : `${formatCount(rows)} rows were left out`,
    body: `${file}: ${reason}.`,
    remedy: 'The other rows make up the dataset.',
  }),
};

const differences = {
  checkpoint: 'is of another checkpoint than',
  scan: 'was scanned in another way (scope, sample or version) than',
  number: 'is of another number of parts than',
} as const satisfies Record<FaultFacts['parts-differ']['by'], string>;

const backendNames: Readonly<Record<string, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'Plain JavaScript',
};

const undrawnReason: Record<UndrawnReason, string> = {
  'needs-scale':
    'They are stored with separate scales that this version does not apply; unscaled they would mislead.',
  'packed-codes': 'They hold packed quantisation codes, not weights.',
  complex: 'Complex numbers have no single magnitude curve here.',
  quantised: 'Their quantised encoding is not decoded by this version.',
  'expanded-view': 'They repeat the same stored elements (stride 0).',
  sparse: 'Sparse storage is not decoded by this version.',
  'unknown-dtype':
    'The file does not tell what kind of number they hold, or it is one that is not known here.',
};

export function explainFault(wire: FaultWire): FaultWords {
  const explain = words[wire.code] as (facts: FaultWire['facts']) => FaultWords;
  return explain(wire.facts);
}

function statusMeaning(status: number, reason: string | undefined): string {
  if (reason === 'GatedRepo') return 'the model is gated, and opens only to accounts that were let in';
  if (reason === 'RepoNotFound') return 'there is no such model, or only accounts that were let in see it';
  if (reason === 'RevisionNotFound') return 'the model has no such revision';
  if (status === 401) return 'it wants a login';
  if (status === 403) return 'access is refused';
  if (status === 404) return 'there is no such file';
  if (status === 429) return 'it has had too many requests';
  return status >= 500 ? 'the server failed' : 'the request was refused';
}

function statusRemedy(status: number, waitSeconds: number | undefined): string {
  if (status === 401 || status === 403) {
    return 'Enter a token of an account that may read it, or download the file and drop it here.';
  }
  if (waitSeconds !== undefined)
    return `Try again in ${formatDuration(waitSeconds)}: the server asks for it.`;
  if (status === 429) return 'Wait a few minutes and try again.';
  return status >= 500 ? 'Try again later.' : 'Check the address.';
}

function listOf(items: readonly string[]): string {
  const shown = items.slice(0, 3).join(', ');
  const rest = items.length - 3;
  return rest > 0 ? `${shown} and ${formatCount(rest)} more` : shown;
}
