import { describe, expect, it } from 'vitest';
import { sceneToSvg } from '../scene-svg.ts';
import type { Scene } from '../scene.ts';
import { specimenLook } from '../specimens.ts';
import { drawDistribution } from './distribution.ts';
import { drawLayerLines } from './layer-lines.ts';
import { drawLoadBars } from './load-bars.ts';
import { drawLorenzCurve } from './lorenz-curve.ts';
import { drawScatter, pointAt, pointsIn, scatterScene } from './usage-scatter.ts';
import {
  barSpecimens,
  distributionSpecimens,
  layerLineSpecimens,
  lorenzSpecimens,
  scatterSpecimens,
} from './usage-specimens.ts';

const scenes: Readonly<Record<string, Scene>> = {
  ...drawnBy(barSpecimens, (spec) => drawLoadBars(spec, specimenLook).scene),
  ...drawnBy(lorenzSpecimens, (spec) => drawLorenzCurve(spec, specimenLook)),
  ...drawnBy(distributionSpecimens, (spec) => drawDistribution(spec, specimenLook)),
  ...drawnBy(layerLineSpecimens, (spec) => drawLayerLines(spec, specimenLook).scene),
  ...drawnBy(scatterSpecimens, (spec) => scatterScene(spec, specimenLook)),
};

function drawnBy<T>(specimens: Readonly<Record<string, T>>, draw: (spec: T) => Scene): Record<string, Scene> {
  return Object.fromEntries(Object.entries(specimens).map(([name, spec]) => [name, draw(spec)]));
}

describe('charts of usage', () => {
  it.each(Object.entries(scenes))('look as they did: %s', async (name, scene) => {
    const svg = sceneToSvg(scene, { background: '#ffffff', font: specimenLook.font });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    await expect(svg).toMatchFileSnapshot(`../snapshots/${name}.svg`);
  });

  it('say what is seen', () => {
    expect(Object.fromEntries(Object.entries(scenes).map(([name, { sentence }]) => [name, sentence])))
      .toMatchInlineSnapshot(`
        {
          "usage-bars-by-text": "Load of layer 1: expert 3 gets most, 20.5 % of the choices (95 %: 18.8 % to 22.3 %, by texts); expert 15 least, 0.0 %; 6.3 % would be even. 1 of 16 experts gets less than a tenth of that.",
          "usage-bars-counts-only": "Load of layer 1: expert 3 gets most, 20.5 % of the choices; expert 15 least, 0.0 %; 6.3 % would be even. 1 of 16 experts gets less than a tenth of that.",
          "usage-bars-nothing": "Load of layer 1: no expert is chosen.",
          "usage-bars-of-class": "Load of layer 1: expert 3 gets most, 20.5 % of the choices (95 %: 18.8 % to 22.3 %, by texts); expert 15 least, 0.0 %; 6.3 % would be even. 1 of 16 experts gets less than a tenth of that.",
          "usage-bars-of-tokens": "Load of layer 1: expert 3 gets most, 20.5 % of the choices (95 %: 19.5 % to 21.5 %, were tokens independent); expert 15 least, 0.0 %; 6.3 % would be even. 1 of 16 experts gets less than a tenth of that.",
          "usage-bars-skyline-phone": "Load of layer 1: expert 0 gets most, 3.4 % of the choices; expert 36 least, 0.1 %; 0.4 % would be even. None gets less than a tenth of that.",
          "usage-gate-entropy": "Gate entropy of layer 1: 2.70 bits on average, of 4 at most (log₂ 16); eight tokens in ten lie between 1.68 bits and 3.36 bits.",
          "usage-lines-entropy": "Entropy of the gate by layer: of a token, H_s from 2.37 in layer 5 to 2.7 in layer 1; of all, H_u from 3.23 in layer 5 to 3.63 in layer 1.",
          "usage-lines-nothing": "Entropy of the gate by layer: nothing is known.",
          "usage-lorenz": "Lorenz curve. Layer 1: the less loaded half of the experts gets 19.0 % of the choices, Gini 0.459; Layer 5: the less loaded half of the experts gets 3.7 % of the choices, Gini 0.646.",
          "usage-lorenz-nothing": "Lorenz curve: no expert is chosen.",
          "usage-margin": "Margin of layer 1: 0.215 on average, of 1 at most; eight tokens in ten lie between 0.019 and 0.535.",
          "usage-scatter": "Root mean square of 95 experts against Share of choices. Their ranks correlate with ρ = 0.17. In the outer quarters of both, 5 are heavy but idle and 4 hot but light.",
          "usage-scatter-log-phone": "Root mean square of 95 experts against Share of choices. Their ranks correlate with ρ = 0.04. In the outer quarters of both, 7 are heavy but idle and 5 hot but light.",
          "usage-scatter-nothing": "Root mean square against Share of choices: nothing is known of both.",
          "usage-selected-entropy-phone": "Entropy of the selected weights of layer 1: 0.87 bits on average, of 1 at most (log₂ 2); eight tokens in ten lie between 0.61 bits and 1.00 bits.",
        }
      `);
  });
});

describe('the bars of a layer', () => {
  it('tell which expert stands at a place, in the order they are drawn in', () => {
    const spec = barSpecimens['usage-bars-of-class']!;
    const { expertAt } = drawLoadBars(spec, specimenLook);
    const group = (spec.width - 62) / 16;
    expect(spec.order.map((_, place) => expertAt(52 + (place + 0.5) * group))).toEqual(spec.order);
    expect([expertAt(10), expertAt(spec.width)]).toEqual([null, null]);
  });
});

describe('the scatter', () => {
  const spec = scatterSpecimens['usage-scatter']!;
  const chart = drawScatter(spec, specimenLook);

  it('finds a point where it drew it, and none far from all', () => {
    expect(pointAt(chart, chart.left[12]! + 1, chart.top[12]!)).toBe(12);
    expect(pointAt(chart, -100, -100)).toBeNull();
  });

  it('brushes the points within a box, whichever way it was drawn', () => {
    const { plot } = chart;
    const all = { x1: plot.right, y1: plot.bottom, x2: plot.left, y2: plot.top };
    expect(pointsIn(chart, all)).toEqual([...spec.x.values.keys()].filter((i) => i !== 40));
    const half = pointsIn(chart, { ...all, x2: (plot.left + plot.right) / 2 });
    const middle = (Math.min(...spec.x.values) + Math.max(...spec.x.values)) / 2;
    expect(half).toEqual([...spec.x.values.keys()].filter((i) => i !== 40 && spec.x.values[i]! >= middle));
  });

  it('leaves out what is unknown and holds zeros at the edge of a logarithmic axis', () => {
    expect(Number.isNaN(chart.left[40]!)).toBe(true);
    const log = drawScatter(scatterSpecimens['usage-scatter-log-phone']!, specimenLook);
    expect(log.left[0]).toBe(log.plot.left + 6);
  });
});
