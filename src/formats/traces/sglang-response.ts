/**
 * Responses of SGLang's servers with `return_routed_experts`: https://github.com/sgl-project/sglang/pull/12162.
 *
 *     native   {"meta_info": {"prompt_tokens", "completion_tokens", "routed_experts": base64, …}}
 *     OpenAI   {"usage": {…}, "choices": [{"sgl_ext": {"routed_experts": base64}}]}, or sgl_ext beside choices
 *
 * The base64 is of int32, little-endian and flat: [tokens − 1 − start, layers, k], with start = routed_experts_start_len.
 * Neither layers nor k are told. Their product follows from the number of tokens; how it is made up, from the ids:
 * no token chooses an expert of a layer twice, and k is the longest run for which that holds everywhere.
 */
import { finding } from '../../core/trace/finding.ts';
import type { IdArray, TraceSink } from '../../core/trace/trace-sink.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { damaged } from './damage.ts';
import { decodeNumbers, idsOf } from './looks/numbers.ts';
import { lookResponses, tellCutShort } from './responses.ts';
import { bytesOfBase64, tellRouted } from './routed-experts.ts';
import { withProgress } from './read-progress.ts';
import type { TraceFile } from './trace-file.ts';
import type { TraceFormat } from './trace-format.ts';

export const sglangResponse: TraceFormat = {
  id: 'sglang-response',
  name: 'SGLang responses (routed_experts)',
  gives: 'Choices by token; a document is a request',
  source: 'https://github.com/sgl-project/sglang/pull/12162',
  recognises: async (file) => (await requestsOf(file)).length > 0,
  read: withProgress(read),
};

interface Request {
  readonly base64: string;
  /** Null where it is not told. */
  readonly rows: number | null;
}

async function requestsOf(file: TraceFile): Promise<Request[]> {
  return ((await lookResponses(file))?.responses ?? []).flatMap(requestsIn);
}

function requestsIn(response: JsonObject): Request[] {
  const choices: unknown[] = Array.isArray(response.choices) ? response.choices : [];
  const holders = [response, ...choices.filter(isJsonObject)];
  return holders.flatMap((holder) =>
    [holder.meta_info, holder.sgl_ext].flatMap((part) => {
      if (!isJsonObject(part) || typeof part.routed_experts !== 'string') return [];
      // vLLM's newer servers write .npy files
      if (part.routed_experts.startsWith(NPY_BASE64)) return [];
      return { base64: part.routed_experts, rows: rowsOf(part, response) };
    }),
  );
}

/** The magic number of .npy files. */
const NPY_BASE64 = 'k05VTVBZ';

function rowsOf(part: JsonObject, { usage }: JsonObject): number | null {
  const told = isJsonObject(usage) && part.prompt_tokens === undefined ? usage : part;
  const { prompt_tokens: prompt, completion_tokens: completion } = told;
  const start = part.routed_experts_start_len ?? 0;
  const rows = [prompt, completion, start].every((count) => Number.isInteger(count))
    ? Number(prompt) + Number(completion) - 1 - Number(start)
    : 0;
  return rows > 0 ? rows : null;
}

interface Routed {
  readonly rows: number;
  /** Of a token: layers times k. */
  readonly width: number;
  readonly ids: IdArray;
}

async function read([file]: readonly TraceFile[], sink: TraceSink): Promise<void> {
  const requests = (await requestsOf(file!)).map((request) => decode(request, file!));
  const [width = 0] = requests.map((request) => request.width);
  if (requests.some((request) => request.width !== width)) {
    throw damaged(file!, sglangResponse, 'its responses have different numbers of choices a token');
  }
  const topK = longestRun(
    requests.map(({ ids }) => ids),
    width,
  );
  sink.describe({ topK, documentName: 'request' });
  const what = 'how many layers there are, and how many experts of each a token chooses';
  const instead = `${width / topK} and ${topK} were taken, because no token may choose an expert twice.`;
  sink.find(finding('not-in-format', { what, instead }));
  requests.forEach(({ ids, rows }, document) => {
    tellRouted(sink, { ids, shape: [rows, width / topK, topK] }, { document });
  });
  await tellCutShort(sink, file!);
}

function decode({ base64, rows }: Request, file: TraceFile): Routed {
  const bytes = bytesOfBase64(base64);
  if (bytes === null || bytes.length === 0 || bytes.length % 4 !== 0) {
    throw damaged(file, sglangResponse, 'routed_experts is no base64 of 32-bit integers');
  }
  if (rows === null) throw damaged(file, sglangResponse, 'it does not say how many tokens it is of');
  const ids = idsOf(decodeNumbers(bytes, { dtype: 'I32' }));
  const width = ids.length / rows;
  if (!Number.isInteger(width)) {
    throw damaged(file, sglangResponse, `its ${ids.length} choices are not of ${rows} tokens`);
  }
  return { rows, width, ids };
}

/** Experts a token chooses, at most: the models that choose most take 22. */
const MAX_TOP_K = 64;

function longestRun(lists: readonly IdArray[], width: number): number {
  for (let run = Math.min(MAX_TOP_K, width); run > 1; run--) {
    if (width % run === 0 && lists.every((ids) => areDistinct(ids, run))) return run;
  }
  return 1;
}

/** Whether no run lists an expert twice; one id throughout stands for none (−1, 255, the zeros of a dense layer). */
function areDistinct(ids: IdArray, run: number): boolean {
  for (let start = 0; start < ids.length; start += run) {
    const group = ids.subarray(start, start + run);
    const distinct = new Set(group).size;
    if (distinct !== run && distinct !== 1) return false;
  }
  return true;
}
