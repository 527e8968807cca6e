import { describe, expect, it } from 'vitest';
import { explainFault } from './fault-words.ts';
import { notice, type FaultCode, type FaultFacts, type UndrawnReason } from './fault.ts';

/** One example of every code: a code without an example does not compile. */
const examples: { readonly [C in FaultCode]: FaultFacts[C] } = {
  'empty-file': { file: 'a.pt' },
  'unknown-format': { file: 'a.xyz', size: 12, headHex: '00 01' },
  'unsupported-format': { file: 'a.gguf', format: 'GGUF', advice: 'Wait for the next version.' },
  truncated: { file: 'a.pt', what: 'the header', neededBytes: 2000, sizeBytes: 1000 },
  malformed: { file: 'a.pt', format: 'PyTorch', detail: 'a pickle stops early' },
  'over-limit': { file: 'a.npy', what: 'the number of axes', value: 65, limit: 64 },
  'tensor-outside-file': { file: 'a.safetensors', tensor: 'w', endByte: 9, sizeBytes: 8 },
  'tensors-overlap': { file: 'a.safetensors', first: 'v', second: 'w' },
  'tensor-size-mismatch': { file: 'a.safetensors', tensor: 'w', expectedBytes: 8, actualBytes: 4 },
  'duplicate-tensor': { file: 'a.safetensors', tensor: 'w', other: 'b.safetensors' },
  'weights-elsewhere': { file: 'model.json', wanted: ['group1-shard1of2.bin'] },
  'mixed-shards': { first: 'a.safetensors', second: 'b.safetensors', detail: 'one has 3 shards, one 4' },
  'no-tensors': { file: 'config.json' },
  'no-trace': { file: 'notes.json' },
  'unsafe-pickle': { file: 'a.pt', global: 'os.system' },
  'newer-version': { file: 'a.moescope', what: 'the summary format', version: 2, known: 1 },
  'zip-bomb': { file: 'a.npz', member: 'w.npy', packedBytes: 1000, claimedBytes: 1e12 },
  'no-dataset': { files: ['a.txt'] },
  'unpaired-file': { file: 'train-images-idx3-ubyte', wanted: 'train-labels-idx1-ubyte' },
  'several-datasets': { files: ['a.csv', 'b.csv'] },
  'counts-differ': { file: 'images.idx', samples: 10, other: 'labels.idx', otherSamples: 9 },
  'label-out-of-range': { file: 'labels.idx', sample: 3, label: '200', range: '0 to 9' },
  'not-utf8': { file: 'a.csv', atByte: 12 },
  'bad-row': { file: 'a.csv', line: 3, detail: 'it has 3 fields instead of 4' },
  'unusable-dataset': { file: 'a.csv', detail: 'all samples have one label' },
  'dataset-not-installed': { dataset: 'CIFAR-10', command: 'npm run data -- cifar10' },
  'dataset-not-dropped': { dataset: 'iris' },
  'recipe-impossible': { problems: ['A sample cannot go to 9 of 8 experts.'] },
  'run-diverged': { step: 1200 },
  'graphics-lost': { backend: 'webgl', detail: 'The WebGL context was lost.' },
  'out-of-memory': { backend: 'wasm', detail: 'Array buffer allocation failed' },
  'backend-failed': { backend: 'webgpu', detail: 'A shader did not compile.' },
  'snapshot-misfit': { detail: 'gate.weight is missing' },
  'runs-not-stored': { isFull: true },
  'run-elsewhere': { run: 'Switch on MNIST' },
  'file-changed': { file: 'a.pt' },
  'file-unreadable': { file: 'a.pt', detail: 'permission was refused' },
  'network-unreachable': { url: 'https://example.org' },
  'http-status': { url: 'https://example.org', status: 429, waitSeconds: 90 },
  stalled: { url: 'https://example.org', seconds: 30 },
  'no-range-support': { url: 'https://example.org' },
  'length-changed': { url: 'https://example.org', expectedBytes: 9, actualBytes: 8 },
  'bad-address': { text: 'ftp://a' },
  'several-checkpoints': { repository: 'a/b', addresses: ['hf://a/b/c.gguf', 'hf://a/b/d.gguf'] },
  'token-unprotected': { host: 'example.org' },
  'no-workers': {},
  'worker-lost': { detail: 'Out of memory.' },
  'sample-missing': { sample: 'mnist' },
  'parts-differ': { first: 'a.moepart', second: 'b.moepart', by: 'scan' },
  'part-doubled': { part: 2, of: 8, first: 'a.moepart', second: 'b.moepart' },
  'parts-missing': { parts: [3, 5], of: 8 },
  'no-weights': { name: 'mixtral' },
  'results-not-kept': { isFull: true },
  'wrong-file': { expected: 'abc', actual: 'def' },
  internal: { detail: 'RangeError: out of stack' },
  'missing-shard': { shards: ['model-00002-of-00003.safetensors'], tensors: 12 },
  'trailing-bytes': { file: 'a.safetensors', bytes: 3 },
  'quantised-weights': { dtypes: ['Q4_K', 'Q6_K'], tensors: 5 },
  'tensors-not-drawn': { reason: 'needs-scale', tensors: 2, examples: ['a', 'b'] },
  'family-guessed': { family: 'OLMoE', alternatives: ['Qwen3-MoE'] },
  'family-unknown': { experts: true },
  'bad-companion-file': { file: 'config.json', detail: 'it is not JSON' },
  'fused-not-cut': { tensors: 2, examples: ['a', 'b'] },
  'config-disagrees': { key: 'num_local_experts', config: 8, tensors: 6 },
  'weightless-experts': { weightless: 256, experts: 512 },
  'export-impossible': { problems: ['Layer 3 would keep 1 of 8 experts, but a token goes to 2.'] },
  'write-failed': { file: 'model.safetensors', detail: 'there is no room left on the disk' },
  'run-reopened': { run: 'switch', step: 2270, samples: 10_000, correct: 9_700 },
  'link-partly-read': { keys: ['cut'], isNewer: false },
  'ignored-files': { files: ['README.md', 'a.png', 'b.png', 'c.png'] },
  'rows-left-out': { file: 'a.csv', rows: 2, reason: 'a number is missing' },
};

const isId = (key: string) => key === 'reason' || key === 'backend';

const codes = Object.keys(examples) as FaultCode[];

describe('explainFault', () => {
  it.each(codes)('has whole words for %s', (code) => {
    const { title, body, remedy } = explainFault(notice(code, examples[code]));
    for (const text of [title, body, remedy]) {
      expect(text.trim()).not.toBe('');
      expect(text).not.toMatch(/undefined|NaN|\[object|\{\w*\}/);
      expect(text).not.toMatch(/\.\.$/);
    }
    expect(title).not.toMatch(/[.!]$/);
    expect(remedy).toMatch(/[.!]$/);
  });

  it.each(codes)('says of %s what it is about', (code) => {
    const { title, body, remedy } = explainFault(notice(code, examples[code]));
    const said = `${title} ${body} ${remedy}`;
    // names, paths and addresses are quoted; ids of reasons and backends are put into words instead
    for (const [key, value] of Object.entries(examples[code])) {
      if (typeof value === 'string' && !isId(key)) expect(said).toContain(value);
    }
  });

  it('puts every reason for not drawing into words of its own', () => {
    const reasons: Record<UndrawnReason, true> = {
      'needs-scale': true,
      'packed-codes': true,
      complex: true,
      quantised: true,
      'expanded-view': true,
      sparse: true,
      'unknown-dtype': true,
    };
    const bodies = (Object.keys(reasons) as UndrawnReason[]).map(
      (reason) => explainFault(notice('tensors-not-drawn', { reason, tensors: 1, examples: ['w'] })).body,
    );
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  it('names three of many and counts the rest', () => {
    const { body } = explainFault(notice('ignored-files', { files: ['a', 'b', 'c', 'd', 'e'] }));
    expect(body).toBe('a, b, c and 2 more.');
  });

  it('advises by the meaning of an HTTP status', () => {
    const remedyOf = (status: number) =>
      explainFault(notice('http-status', { url: 'https://example.org', status })).remedy;
    expect(new Set([401, 403].map(remedyOf)).size).toBe(1);
    expect(new Set([401, 429, 404].map(remedyOf)).size).toBe(3);
  });
});
