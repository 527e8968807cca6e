import { describe, expect, it } from 'vitest';
import { Fault } from '../../core/fault.ts';
import { seededRandom } from '../../core/random.ts';
import { readCutOff, readRecorded, textFile } from '../../testing/read-recorded.ts';
import { traceFile } from '../../testing/trace-of.ts';
import { megatron } from './megatron.ts';

interface Line {
  readonly step: number;
  readonly layer: number;
  readonly rank?: number;
  readonly top_indices: number[][];
}

function lineOf({ rank = 0, ...line }: Line & Record<string, unknown>): string {
  const { top_indices } = line;
  const sizes = { num_tokens: top_indices.length, topk: top_indices[0]?.length ?? 0 };
  return `${JSON.stringify({ stage: 'pre_dispatch', block: 'decoder', rank, ...sizes, ...line })}\n`;
}

const text = [
  lineOf({
    step: 0,
    layer: 1,
    top_indices: [
      [0, 3],
      [1, 2],
    ],
  }),
  lineOf({
    step: 0,
    layer: 2,
    top_indices: [
      [2, 3],
      [0, 1],
    ],
  }),
  lineOf({ step: 1, layer: 1, top_indices: [[1, 3]] }),
  lineOf({ step: 1, layer: 2, top_indices: [[0, 2]] }),
].join('');

const random = seededRandom(5);
const many = Array.from({ length: 40 }, () => [random.below(64), random.below(64)]);

function rankFile(rank: number, lines: readonly Line[]) {
  return textFile(
    `run/router_trace_rank${rank}.jsonl`,
    lines.map((line) => lineOf({ ...line, rank })).join(''),
  );
}

describe('a trace of Megatron-core', () => {
  it('is told by what it holds', async () => {
    expect(await megatron.recognises(textFile('unknown', text))).toBe(true);
    expect(await megatron.recognises(textFile('router_trace_rank0.jsonl', '{"layer": 1}'))).toBe(false);
  });

  it('has all layers of a step at once, and a document a step', async () => {
    const { batches, choices, facts, findings } = await readRecorded(megatron, [textFile('unknown', text)]);
    expect(batches).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(choices.map(({ layer, document, step, experts }) => [layer, document, step, experts])).toEqual([
      [1, 0, 0, [0, 3]],
      [2, 0, 0, [2, 3]],
      [1, 0, 0, [1, 2]],
      [2, 0, 0, [0, 1]],
      [1, 1, 1, [1, 3]],
      [2, 1, 1, [0, 2]],
    ]);
    expect(facts).toEqual({ order: 'none', documentName: 'forward pass', stepName: 'step' });
    expect(findings).toEqual([]);
  });

  it('counts once what several ranks wrote, unless that is taken back', async () => {
    const lines = [
      { step: 0, layer: 0, top_indices: many },
      { step: 1, layer: 0, top_indices: [[1, 2]] },
    ];
    const files = [rankFile(0, lines), rankFile(1, lines)];
    const once = await readRecorded(megatron, files);
    expect(once.choices).toHaveLength(41);
    expect(once.findings[0]).toEqual({
      code: 'replicated-load',
      facts: { replicas: 2 },
      treatment: 'corrected',
    });
    const twice = await readRecorded(megatron, files, ['replicated-load']);
    expect(twice.choices).toHaveLength(82);
    expect(twice.findings[0]).toEqual({
      code: 'replicated-load',
      facts: { replicas: 2 },
      treatment: 'ignored',
    });
  });

  it('adds ranks up that routed other tokens, though a single token may agree', async () => {
    const one = { step: 1, layer: 0, top_indices: [[1, 2]] };
    const files = [
      rankFile(0, [{ step: 0, layer: 0, top_indices: many }, one]),
      rankFile(1, [{ step: 0, layer: 0, top_indices: many.slice(1) }, one]),
    ];
    const { choices, findings } = await readRecorded(megatron, files);
    expect(choices).toHaveLength(40 + 39 + 2);
    expect(findings.map(({ code }) => code)).toEqual(['not-in-format']);
  });

  it('leaves out heads that predict further tokens, and says so', async () => {
    const head = lineOf({ step: 0, layer: 0, block: 'mtp', mtp_idx: 0, top_indices: [[0, 1]] });
    const { choices, findings } = await readRecorded(megatron, [textFile('a', text + head)]);
    expect(choices).toHaveLength(6);
    expect(findings).toHaveLength(1);
  });

  it.each([
    ['has no step', '{"layer": 1, "top_indices": [[1]]}'],
    ['has no layer', '{"step": 1, "layer": -1, "top_indices": [[1]]}'],
    ['has no top_indices of tokens', '{"step": 1, "layer": 1, "top_indices": [1]}'],
    ['is no JSON object with a list of whole numbers', '{"step": 1, "layer": 1, "top_indices": [["a"]]}'],
  ])('leaves out a line that %s', async (detail, line) => {
    const { findings } = await readRecorded(megatron, [textFile('a', `${text}${line}\n`)]);
    expect(findings[0]).toMatchObject({ code: 'unreadable-lines', facts: { lines: 1, first: 5, detail } });
  });

  it('cut off anywhere ends in what is whole, or in a fault', async () => {
    const bytes = new TextEncoder().encode(text);
    const lengths = Array.from({ length: bytes.length }, (_, i) => i);
    const ends = await readCutOff(megatron, bytes, lengths);
    expect(new Set(ends)).toEqual(new Set(['unknown', 'malformed', 'read']));
    expect(ends.lastIndexOf('malformed')).toBeLessThan(ends.indexOf('read'));
  });
});

describe('logits beside it', () => {
  /** Upper halves of floats. */
  function bfloat16(values: readonly number[]): Uint8Array {
    const words = new Uint32Array(Float32Array.from(values).buffer);
    return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
  }
  const values = [1, -2, 0.5, 4, 8, -0.25];
  const line = (fields: object) =>
    textFile(
      'run/router_trace_rank0.jsonl',
      lineOf({ step: 3, layer: 7, top_indices: [[0], [1]], ...fields }),
    );
  const described = { logit_offset: 2, logit_bytes: 12, logit_shape: [2, 3] };
  const sidecar = traceFile('run/logits_rank0.bin', new Uint8Array([0, 0, ...bfloat16(values)]));

  it('are told by row, in floats', async () => {
    const { gates, findings } = await readRecorded(megatron, [line(described), sidecar]);
    expect(gates).toEqual([
      {
        layer: 7,
        step: 3,
        document: 0,
        tokens: 2,
        experts: 3,
        values: Float32Array.from(values),
        kind: 'logits',
        areChoices: false,
      },
    ]);
    expect(findings).toEqual([]);
  });

  it.each([
    ['it is not there', [line(described)]],
    ['it ends before the logits of its lines', [line({ ...described, logit_offset: 3 }), sidecar]],
    ['it ends before the logits of its lines', [line({ ...described, logit_offset: -1 }), sidecar]],
    ['it is described otherwise than its lines are', [line({ ...described, logit_shape: [3, 2] }), sidecar]],
    [
      'it is described otherwise than its lines are',
      [line({ ...described, logit_shape: [2, 1e300] }), sidecar],
    ],
  ])('are missed where %s', async (detail, files) => {
    const { gates, choices, findings } = await readRecorded(megatron, files);
    expect(gates).toEqual([]);
    expect(choices).toHaveLength(2);
    expect(findings[0]).toEqual({
      code: 'cut-short',
      facts: { file: 'logits_rank0.bin', detail },
      treatment: 'told',
    });
  });

  it('end with an abort as everything does', async () => {
    const aborted = AbortSignal.abort();
    const sink = { find: () => undefined, describe: () => undefined } as never;
    const reading = megatron.read([line(described), sidecar], sink, {
      corrects: () => true,
      signal: aborted,
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    await expect(reading).rejects.not.toBeInstanceOf(Fault);
  });
});
