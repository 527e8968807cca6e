import { describe, expect, it } from 'vitest';
import type { Scene } from '../scene.ts';
import { sceneToSvg } from '../scene-svg.ts';
import { specimenLook } from '../specimens.ts';
import { drawLoadShift } from './load-shift.ts';
import { drawPlanCurve } from './plan-curve.ts';
import { loadShiftSpecimens, planCurveSpecimens } from './plan-specimens.ts';

const scenes: readonly (readonly [string, Scene])[] = [
  ...Object.entries(planCurveSpecimens).map(
    ([name, spec]) => [name, drawPlanCurve(spec, specimenLook)] as const,
  ),
  ...Object.entries(loadShiftSpecimens).map(
    ([name, spec]) => [name, drawLoadShift(spec, specimenLook)] as const,
  ),
];

describe('charts of plans', () => {
  it.each(scenes)('look as they did: %s', async (name, scene) => {
    const svg = sceneToSvg(scene, { background: '#ffffff', font: specimenLook.font });
    expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
    await expect(svg).toMatchFileSnapshot(`../snapshots/${name}.svg`);
  });

  it('say what is seen', () => {
    expect(Object.fromEntries(scenes.map(([name, { sentence }]) => [name, sentence]))).toMatchInlineSnapshot(`
      {
        "plan-curve": "Plans on the sparsity curve of all experts. One threshold keeps 40.0 % of the weights and 70.0 % of the mass; the largest as many hold 70.0 %. Half the experts keeps 50.0 % of the weights and 52.0 % of the mass; the largest as many hold 79.4 %.",
        "plan-curve-crowded": "Plans on the sparsity curve of all experts. Plan 1 keeps 41.0 % of the weights and 72.0 % of the mass; the largest as many hold 71.0 %. Plan 2 keeps 40.0 % of the weights and 72.0 % of the mass; the largest as many hold 70.0 %. Plan 3 keeps 42.0 % of the weights and 72.0 % of the mass; the largest as many hold 72.0 %. Plan 4 keeps 43.0 % of the weights and 72.0 % of the mass; the largest as many hold 73.0 %.",
        "plan-curve-nothing-cut-phone": "Plans on the sparsity curve of all experts. Plan 1 keeps 100.0 % of the weights and 100.0 % of the mass; the largest as many hold 100.0 %.",
        "plan-load": "Load of layer 1: 3 of 8 experts go, with 15.0 % of the choices. Expert 0 then gets most, 35.3 % instead of 30.0 %.",
        "plan-load-nobody-goes": "Load of layer 1: no expert goes; expert 0 gets most, 30.0 %.",
        "plan-load-skyline-phone": "Load of layer 1: no expert goes; expert 0 gets most, 6.2 %.",
      }
    `);
  });
});
