import { describe, expect, it } from 'vitest';
import { UsageError } from './command.ts';
import { parseScanArguments } from './scan-arguments.ts';

describe('the arguments of scan', () => {
  it('have sensible defaults', () => {
    expect(parseScanArguments(['a.pt', 'b'])).toEqual({
      inputs: ['a.pt', 'b'],
      scope: null,
      population: 'all',
      at: null,
      mapping: [],
      reading: { course: 'plain', fraction: null },
      share: null,
      isJson: false,
      out: null,
      save: null,
    });
  });

  it('may come in any order, and paths that look like options after --', () => {
    const args = ['--at=.5,0.01,1,1e-3', 'a', '--sample', '--scope', 'layer:3+routers', '--count', 'nonzero'];
    expect(parseScanArguments([...args, '--out', 'x.json', '--', '-b'])).toEqual({
      inputs: ['a', '-b'],
      scope: [{ kind: 'layer', layer: 3 }, { kind: 'routers' }],
      population: 'nonzero',
      at: [0.5, 0.01, 1, 0.001],
      mapping: [],
      reading: { course: 'sample', fraction: null },
      share: null,
      isJson: true,
      out: 'x.json',
      save: null,
    });
  });

  it.each([
    [['--sample', 'a'], null],
    [['a', '--sample'], null],
    [['--sample', '0.2', 'a'], 0.2],
    [['a', '--sample=5e-3'], 0.005],
    [['--sample', '--json', 'a'], null],
  ] as const)('say how much a sample reads: %j', (args, fraction) => {
    const { inputs, reading } = parseScanArguments(args);
    expect({ inputs, reading }).toEqual({ inputs: ['a'], reading: { course: 'sample', fraction } });
  });

  it('say what tensors are, as a link does', () => {
    const { mapping } = parseScanArguments(['a', '--map', 'w.{layer}.up_{expert}>expert/up;w.sel>router']);
    expect(mapping).toEqual([
      { pattern: 'w.{layer}.up_{expert}', role: 'expert', projection: 'up', expertAxis: null },
      { pattern: 'w.sel', role: 'router', projection: null, expertAxis: null },
    ]);
  });

  it('say which part of a scan it is, and where it goes', () => {
    const { share, out } = parseScanArguments(['a', '--part', '3/8', '--out', '3.moepart']);
    expect({ share, out }).toEqual({ share: { part: 3, of: 8 }, out: '3.moepart' });
  });

  it.each([
    [[], /Which checkpoint/],
    [['--json'], /Which checkpoint/],
    [['a', '--fast'], /--fast/],
    [['a', '--json=yes'], /--json/],
    [['a', '--scope'], /--scope/],
    [['a', '--scope', 'layer:x'], /layer:x: not a scope/],
    [['a', '--scope', ''], /not a scope/],
    [['a', '--map', 'w>king'], /--map w>king/],
    [['a', '--map', ''], /--map/],
    [['a', '--count', 'some'], /--count some/],
    [['a', '--at', ''], /“” is no fraction/],
    [['a', '--at', '0.1,1.1'], /“1.1”/],
    [['a', '--at', '0.1,,1'], /“”/],
    [['a', '--at', '0x1'], /“0x1”/],
    [['a', '--at', 'NaN'], /“NaN”/],
    [['a', '--at=-0.5'], /“-0.5”/],
    [['a', '--at', '10%'], /“10%”/],
    [['a', '--out', ''], /--out/],
    [['a', '--save', ''], /--save/],
    [['a', '--sample', '0'], /above 0/],
    [['a', '--sample=2'], /above 0/],
    [['a', '--part', '0/8', '--out', 'x'], /0\/8/],
    [['a', '--part', '9/8', '--out', 'x'], /9\/8/],
    [['a', '--part', '1', '--out', 'x'], /third of eight/],
    [['a', '--part', '1/8'], /--out says/],
    [['a', '--part', '1/8', '--out', 'x', '--json'], /--json/],
    [['a', '--part', '1/8', '--out', 'x', '--save', 'y'], /--save/],
  ] as const)('%j are refused', (args, words) => {
    const parse = () => parseScanArguments(args);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(words);
  });
});
