import { describe, expect, it } from 'vitest';
import {
  formatHubAddress,
  hubFileUrl,
  hubListingUrl,
  parseHub,
  parseHubAddress,
  usualHub,
} from './hub-address.ts';

describe('addresses of models on a hub', () => {
  it.each([
    ['hf://mistralai/Mixtral-8x7B-v0.1', 'mistralai/Mixtral-8x7B-v0.1', 'main', ''],
    [' hf://a/b/ ', 'a/b', 'main', ''],
    ['hf://models/a/b', 'a/b', 'main', ''],
    ['hf://a/b@v1.0', 'a/b', 'v1.0', ''],
    ['hf://a/b@v1.0/Q4_K_M/x-00001-of-00002.gguf', 'a/b', 'v1.0', 'Q4_K_M/x-00001-of-00002.gguf'],
    ['hf://a/b/c d.gguf', 'a/b', 'main', 'c d.gguf'],
    ['hf://a/b@refs/pr/12', 'a/b', 'refs/pr/12', ''],
    ['hf://a/b@refs/convert/parquet/x', 'a/b', 'refs/convert/parquet', 'x'],
    ['hf://a/b@feature%2Fmoe/x', 'a/b', 'feature/moe', 'x'],
    ['https://huggingface.co/a/b', 'a/b', 'main', ''],
    ['https://huggingface.co/a/b/tree/refs%2Fpr%2F1/x%20y?z=1', 'a/b', 'refs/pr/1', 'x y'],
  ])('%s', (text, repository, revision, path) => {
    const address = { repository, revision, path };
    expect(parseHubAddress(text)).toEqual(address);
    expect(parseHubAddress(formatHubAddress(address))).toEqual(address);
  });

  it.each([
    '',
    'a/b',
    'hf://',
    'hf://gpt2',
    'hf://datasets/a/b',
    'hf://a/b@',
    'hf://a/b@%E0%A4%A',
    'hf://../..',
    'hf://a/b/../c',
    'hf://a/b c',
    'https://huggingface.co/docs/hub',
    'https://huggingface.co/a/b/resolve/main/x.gguf',
    'https://huggingface.co.example.org/a/b',
    'https://example.org/a/b',
  ])('“%s” is none', (text) => {
    expect(parseHubAddress(text)).toBeNull();
  });

  it('leave out what is usual', () => {
    expect(formatHubAddress({ repository: 'a/b', revision: 'main', path: '' })).toBe('hf://a/b');
    expect(formatHubAddress({ repository: 'a/b', revision: 'x/y', path: 'c' })).toBe('hf://a/b@x%2Fy/c');
  });
});

describe('requests to a hub', () => {
  it('keep slashes of paths, and none in revisions', () => {
    const address = { repository: 'a/b', revision: 'refs/pr/1', path: 'c d/e#f.gguf' };
    expect(hubFileUrl(usualHub, address)).toBe(
      'https://huggingface.co/a/b/resolve/refs%2Fpr%2F1/c%20d/e%23f.gguf',
    );
    expect(hubListingUrl('http://mirror/hf', address)).toBe(
      'http://mirror/hf/api/models/a/b/revision/refs%2Fpr%2F1',
    );
  });

  it.each([
    ['https://hf-mirror.com/', 'https://hf-mirror.com'],
    [' http://localhost:8080/hub/ ', 'http://localhost:8080/hub'],
    ['hf-mirror.com', null],
    ['https://me:secret@example.org', null],
    ['ftp://example.org', null],
    ['https://example.org/?x', null],
  ])('go to the base “%s”', (text, base) => {
    expect(parseHub(text)).toBe(base);
  });
});
