/**
 * Routed experts of vLLM (https://github.com/vllm-project/vllm, `--enable-return-routed-experts`): responses, and the
 * arrays of the offline API as NumPy saves them.
 *
 *     offline   RequestOutput.outputs[i].routed_experts: int [tokens, layers, k]; dense layers are zeros
 *     HTTP      {"prompt_routed_experts": …, "choices": [{"routed_experts": …}]}, as nested lists, as
 *               {"encoding": "base64", "dtype": "int16", "shape": […], "data": "…"}, or as base64 of a .npy file
 */
import type { TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { lookNpy } from './looks/arrays.ts';
import { idsOf, sumOf, type Numbers } from './looks/numbers.ts';
import type { TraceArray } from './looks/trace-array.ts';
import { lookOnce } from './looks/once.ts';
import { lookResponses, tellCutShort } from './responses.ts';
import { decodeRouted, tellRouted, type RoutedExperts } from './routed-experts.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat, TraceReadOptions } from './trace-format.ts';

export const vllmRouted: TraceFormat = {
  id: 'vllm-routed',
  name: 'vLLM routed experts',
  gives: 'Choices by token; a document is a request',
  source:
    'https://github.com/vllm-project/vllm/blob/main/vllm/model_executor/layers/fused_moe/routed_experts_capturer.py',
  recognises: async (file) => (await lookChoices(file)) !== null || (await requestsOf(file)).length > 0,
  read: withProgress(read),
};

const MAX_SLOTS = 64;

/** Rows of an array that are looked at to tell choices from counts. */
const WITNESSES = 256;

/**
 * An array [tokens, layers, k] of choices, and not of counts [steps, layers, experts]: no token chooses an expert of a
 * layer twice, and what it chooses does not add up to the same in every layer, as counts do.
 */
const lookChoices = lookOnce(async (file): Promise<TraceArray | null> => {
  const array = await lookNpy(file);
  const [tokens = 0, layers = 0, slots = 0] = array?.shape ?? [];
  if (array?.isInteger !== true || array.shape.length !== 3 || tokens * layers === 0) return null;
  if (slots === 0 || slots > MAX_SLOTS) return null;
  const ids = await array.read({ end: Math.min(tokens, WITNESSES) });
  return areChoices(idsOf(ids), slots) && !haveEqualSums(ids, { layers, slots }) ? array : null;
});

function areChoices(ids: ArrayLike<number>, slots: number): boolean {
  let distinctTokens = 0;
  for (let start = 0; start < ids.length; start += slots) {
    const group = new Set(Array.from({ length: slots }, (_, slot) => ids[start + slot]!));
    if (group.size !== slots && group.size !== 1) return false;
    if (group.size === slots) distinctTokens++;
  }
  // of single choices there is no telling: counts of one expert make no sense
  return distinctTokens > 0;
}

/** Layers that are zero are dense ones, in counts as in choices. */
function haveEqualSums(values: Numbers, { layers, slots }: { layers: number; slots: number }): boolean {
  let compared = 0;
  for (let token = 0; token < values.length; token += layers * slots) {
    const sums = new Set<number>();
    for (let layer = 0; layer < layers; layer++) {
      const row = values.subarray(token + layer * slots, token + (layer + 1) * slots);
      if (row.some((value) => value !== 0)) sums.add(sumOf(row));
      compared += Number(layer > 0);
    }
    if (sums.size > 1) return false;
  }
  return compared > 0;
}

interface RoutedRequest {
  /** Prompt and completion, whichever there are. */
  readonly parts: readonly unknown[];
  readonly tokenIds: readonly number[] | null;
}

async function requestsOf(file: TraceFile): Promise<RoutedRequest[]> {
  return ((await lookResponses(file))?.responses ?? []).flatMap(requestsIn);
}

function requestsIn(response: JsonObject): RoutedRequest[] {
  const prompt = response.prompt_routed_experts ?? null;
  const choices: unknown[] = Array.isArray(response.choices) ? response.choices : [response];
  const requests = choices.filter(isJsonObject).flatMap((choice, i) => {
    // the prompt is told once, however many completions it has
    const parts = [i === 0 ? prompt : null, choice.routed_experts ?? null].filter((part) => part !== null);
    const ids = [response.prompt_token_ids, choice.token_ids].flatMap((list) => (isIds(list) ? list : []));
    return parts.length > 0 ? { parts, tokenIds: i === 0 && ids.length > 0 ? ids : null } : [];
  });
  return requests.every(({ parts }) => parts.every(isRouted)) ? requests : [];
}

function isIds(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((id) => Number.isInteger(id));
}

function isRouted(value: unknown): boolean {
  return typeof value === 'string' || Array.isArray(value) || isJsonObject(value);
}

async function read([file]: readonly TraceFile[], sink: TraceSink, options: TraceReadOptions): Promise<void> {
  sink.describe({ documentName: 'request' });
  const array = await lookChoices(file!);
  if (array !== null) {
    await tellArray(sink, array, options);
    return;
  }
  for (const [document, { parts, tokenIds }] of (await requestsOf(file!)).entries()) {
    let before = 0;
    for (const part of parts) {
      const routed = await decodePart(part, file!);
      const [tokens] = routed.shape;
      tellRouted(sink, routed, { document, tokenIds: tokenIds?.slice(before, before + tokens) ?? null });
      before += tokens;
    }
  }
  await tellCutShort(sink, file!);
}

async function tellArray(sink: TraceSink, array: TraceArray, options: TraceReadOptions): Promise<void> {
  const [, layers = 0, slots = 0] = array.shape;
  for await (const { rows, values } of array.chunks(options)) {
    tellRouted(sink, { ids: idsOf(values), shape: [rows, layers, slots] }, { document: 0 });
  }
}

async function decodePart(part: unknown, file: TraceFile): Promise<RoutedExperts> {
  const routed = await decodeRouted(part);
  if (routed === null)
    throw damaged(file, vllmRouted, 'routed_experts is no table [tokens, layers, experts a token]');
  return routed;
}
