import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrixOf } from '../core/routing/matrix.ts';
import { drawClassMatrix, sharesOf } from './class-matrix.ts';
import { drawDifficultyBars } from './difficulty-bars.ts';
import { drawLineChart, stepMarks } from './line-chart.ts';
import { columnsOf, drawLoadStrip, loadShade } from './load-strip.ts';
import { classSpecimens, difficultySpecimens, lineSpecimens, loadSpecimens } from './run-specimens.ts';
import { sceneToSvg } from './scene-svg.ts';
import type { Scene } from './scene.ts';
import { smoothed, valueAt, type LinePoint } from './smoothing.ts';
import { specimenLook } from './specimens.ts';

const scenes: Readonly<Record<string, Scene>> = {
  ...drawnBy(lineSpecimens, (spec) => drawLineChart(spec, specimenLook).scene),
  ...drawnBy(loadSpecimens, (spec) => drawLoadStrip(spec, specimenLook).scene),
  ...drawnBy(classSpecimens, (spec) => drawClassMatrix(spec, specimenLook)),
  ...drawnBy(difficultySpecimens, (spec) => drawDifficultyBars(spec, specimenLook)),
};

function drawnBy<T>(specimens: Readonly<Record<string, T>>, draw: (spec: T) => Scene): Record<string, Scene> {
  return Object.fromEntries(Object.entries(specimens).map(([name, spec]) => [name, draw(spec)]));
}

describe('charts of a run', () => {
  it.each(Object.entries(scenes))('look as they did: %s', async (name, scene) => {
    const svg = sceneToSvg(scene, { background: '#ffffff', font: specimenLook.font });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    await expect(svg).toMatchFileSnapshot(`snapshots/${name}.svg`);
  });

  it.each(Object.entries(scenes))('stay within their frame: %s', (_, { width, height, marks }) => {
    for (const mark of marks) {
      if (mark.kind !== 'circle' && mark.kind !== 'rect') continue;
      expect(mark.x).toBeGreaterThanOrEqual(0);
      expect(mark.x).toBeLessThanOrEqual(width);
      expect(mark.y).toBeGreaterThanOrEqual(0);
      expect(mark.y).toBeLessThanOrEqual(height);
    }
  });
});

describe('lines over steps', () => {
  const chart = drawLineChart(lineSpecimens['line-loss']!, specimenLook);

  it('say where they have come to', () => {
    expect(chart.scene.sentence).toMatch(
      /^Loss over training steps: Training 0\.\d+ at step \d+\.?\d*; Validation 0\.\d+ at step 900\.$/,
    );
    const { scene } = drawLineChart(lineSpecimens['line-nothing']!, specimenLook);
    expect(scene.sentence).toBe('Loss over training steps: nothing is measured yet.');
  });

  it('put a dot on each line at a step', () => {
    const [rule, ...dots] = stepMarks(chart, lineSpecimens['line-loss']!.series, 210, specimenLook);
    expect(rule).toMatchObject({ kind: 'line', x1: chart.x(210), x2: chart.x(210) });
    const { points } = lineSpecimens['line-loss']!.series[1]!;
    expect(dots).toHaveLength(2);
    expect(dots[1]).toMatchObject({ kind: 'circle', x: chart.x(200), y: chart.y(points[2]![1]) });
  });

  it('smoothed keep their mean, and stay where they are as they grow', () => {
    const value = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 2, max: 50 }),
        (ys, most) => {
          const points = ys.map((y, i): LinePoint => [i + 1, y]);
          const means = smoothed(points, most);
          expect(means.length).toBeLessThanOrEqual(most + 2);
          const longer = smoothed([...points, [points.length + 1, 0]], most);
          const whole = means.slice(0, -1);
          const stretches = [points.length - 1, points.length].map((span) =>
            Math.max(0, Math.ceil(Math.log2(span / most))),
          );
          if (stretches[0] === stretches[1]) expect(longer.slice(0, whole.length)).toEqual(whole);
        },
      ),
      { seed: 20_261_122, numRuns: 100 },
    );
  });

  it('have the value of the last point by then', () => {
    const points: readonly LinePoint[] = [
      [2, 1],
      [4, 3],
    ];
    expect([1, 2, 3, 4, 9].map((x) => valueAt(points, x))).toEqual([NaN, 1, 1, 3, 3]);
  });
});

describe('load over steps', () => {
  it('is even in the middle of the colours', () => {
    expect([0, 1 / 8, 1 / 4, 1].map((share) => loadShade(share, 8))).toEqual([0, 0.5, 2 / 3, 8 / 9]);
  });

  it('in columns without gaps, whose shares sum to one', () => {
    const spec = loadSpecimens['load-collapsing']!;
    const columns = columnsOf(spec, 50);
    expect(columns.length).toBeLessThanOrEqual(51);
    columns.forEach(({ shares, to }, i) => {
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      if (i + 1 < columns.length) expect(to).toBe(columns[i + 1]!.from);
    });
  });

  it('says who gets most, and how many are idle', () => {
    const { sentence } = drawLoadStrip(loadSpecimens['load-collapsing']!, specimenLook).scene;
    expect(sentence).toMatch(
      /At step 900 expert 5 gets 9\d\.\d % of the choices, where 12\.5 % would be even; 7 get/,
    );
  });
});

describe('experts by class', () => {
  const counts = matrixOf([
    [3, 1],
    [1, 0],
    [0, 0],
  ]);

  it('as shares of a class or of an expert', () => {
    expect([...sharesOf(counts, 'of-class').values]).toEqual([0.75, 1, 0.25, 0, 0, 0]);
    expect([...sharesOf(counts, 'of-expert').values]).toEqual([0.75, 0.25, 1, 0, NaN, NaN]);
  });

  it('are named in words', () => {
    const spec = { ...classSpecimens['class-digits']!, counts, classes: ['cat', 'dog'] };
    expect(drawClassMatrix(spec, specimenLook).sentence).toBe(
      'First choices of 3 experts by true class: expert 0 mostly cat (75 %), expert 1 mostly cat (25 %); 1 expert gets no sample.',
    );
  });
});
