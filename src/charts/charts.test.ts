import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareAt } from '../core/sketch/curve.ts';
import { curvesToCsv, curvesToJson } from './curve-data.ts';
import { cellAt, cellBox, labelAt, layOutMatrix, type MatrixSpec } from './expert-matrix.ts';
import { matrixScene, matrixToCsv, matrixToJson } from './matrix-export.ts';
import { sceneToSvg } from './scene-svg.ts';
import { drawSparsityCurve, pointSentence } from './sparsity-curve.ts';
import { curveOfWeights, curveSpecimens, matrixSpecimen, specimenLook } from './specimens.ts';

const paper = { background: '#ffffff', font: specimenLook.font };

describe('the sparsity curve', () => {
  for (const [name, spec] of Object.entries(curveSpecimens)) {
    it(`looks as it did: ${name}`, async () => {
      const { scene } = drawSparsityCurve(spec, specimenLook);
      const svg = sceneToSvg(scene, paper);
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
      await expect(svg).toMatchFileSnapshot(`snapshots/${name}.svg`);
    });
  }

  it('says what is seen, in the numbers of the curve', () => {
    const { scene } = drawSparsityCurve(curveSpecimens['three-curves-with-cut']!, specimenLook);
    const { curve } = curveSpecimens['one-curve']!.series[0]!;
    const share = (100 * shareAt(curve, 0.1 * curve.finite)).toFixed(1);
    expect(scene.sentence).toContain(`All experts: the largest 10 % of weights hold ${share} % of the mass`);
    expect(scene.sentence).toContain('Layer 3 · expert 5: ');
  });

  it('puts points where its axes say', () => {
    const { scene, x, y } = drawSparsityCurve(curveSpecimens['one-curve']!, specimenLook);
    expect([x(0), x(1)]).toEqual([66, 698]);
    expect([y(0), y(1)]).toEqual([398, 12]);
    const path = scene.marks.find((mark) => mark.kind === 'path' && mark.stroke === '#413fc4');
    expect(path).toMatchObject({ d: expect.stringMatching(/^M66,398L.*L698,12$/) as string });
  });

  it('reads a point as the field would', () => {
    const point = { keptFraction: 0.12, massFraction: 0.413, energyFraction: 0.6, magnitude: 0.0312 };
    expect(pointSentence(point, { quantity: 'mass', population: 'all' })).toBe(
      'the largest 12.0 % of weights hold 41.3 % of the mass; |w| ≥ 0.0312',
    );
    expect(
      pointSentence({ ...point, keptFraction: 0.00012 }, { quantity: 'energy', population: 'nonzero' }),
    ).toBe('the largest 0.012 % of non-zero weights hold 60.0 % of the energy; |w| ≥ 0.0312');
  });
});

describe('curves as numbers', () => {
  const series = [
    { label: '=SUM(A1), "x"', color: '', curve: curveOfWeights([3, -1, 0.5, 0]), isEstimate: false },
  ];

  it('are a table that a spreadsheet opens without running anything', () => {
    const [head, first, ...rest] = curvesToCsv(series, { population: 'all' }).trim().split('\r\n');
    expect(head!.split(',')).toHaveLength(9);
    expect(first).toBe(`"'=SUM(A1), ""x""",0,0,0,0,0,0,3,false`);
    expect(rest.at(-1)).toBe(`"'=SUM(A1), ""x""",1,4,1,4.5,1,10.25,0,false`);
  });

  it('are JSON with the same points', () => {
    const { curves } = JSON.parse(curvesToJson(series, { population: 'nonzero' })) as {
      curves: { points: { keptFraction: number }[] }[];
    };
    expect(curves[0]).toMatchObject({ weights: 4, nonZero: 3, mass: 4.5, energy: 10.25 });
    expect(curves[0]!.points.at(-1)).toMatchObject({ keptFraction: 1, massFraction: 1 });
  });
});

describe('the matrix', () => {
  it('looks as it did', async () => {
    const svg = sceneToSvg(matrixScene(matrixSpecimen, specimenLook, 'Gini coefficient'), paper);
    await expect(svg).toMatchFileSnapshot('snapshots/matrix.svg');
  });

  it('of what is more or less than expected looks as it did', async () => {
    const labels = Array.from({ length: 9 }, (_, i) => `domain ${i}`);
    const around: MatrixSpec = {
      ...matrixSpecimen,
      rowLabels: labels,
      columnLabels: labels.map((_, i) => String(i)),
      values: Float64Array.from({ length: 81 }, (_, cell) =>
        cell % 10 === 0 ? NaN : cell === 5 ? -Infinity : ((cell * 7) % 13) / 2 - 3,
      ),
      domain: [-3, 3],
      ramp: 'around',
      density: 'square',
    };
    const svg = sceneToSvg(matrixScene(around, specimenLook, 'Lift'), paper);
    expect(svg).not.toMatch(/NaN|Infinity/);
    await expect(svg).toMatchFileSnapshot('snapshots/matrix-around.svg');
  });

  it('of many by many is square, and as small as two pixels a cell', () => {
    const labels = (count: number) => Array.from({ length: count }, (_, i) => String(i));
    const square = (count: number, width: number) =>
      layOutMatrix({ width, rowLabels: labels(count), columnLabels: labels(count), density: 'square' });
    expect(square(64, 900)).toMatchObject({ cellWidth: 10, cellHeight: 10 });
    expect(square(512, 900)).toMatchObject({ cellWidth: 2, cellHeight: 2 });
    expect(square(128, 330)).toMatchObject({ cellWidth: 2, cellHeight: 2 });
  });

  it('finds every cell and label where it drew it, for any size', () => {
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 1600 }), size, size, fc.nat(), (width, rows, columns, pick) => {
        const labels = (count: number) => Array.from({ length: count }, (_, i) => String(i));
        const spec = { ...matrixSpecimen, width, rowLabels: labels(rows), columnLabels: labels(columns) };
        const layout = layOutMatrix(spec);
        const cell = pick % (rows * columns);
        const box = cellBox(layout, cell);
        expect(cellAt(layout, box.x + 0.1, box.y + 0.1)).toBe(cell);
        expect(cellAt(layout, box.x + box.width - 0.1, box.y + box.height - 0.1)).toBe(cell);
        expect(labelAt(layout, 3, box.y + 1)).toEqual({ row: Math.floor(cell / columns) });
        expect(labelAt(layout, box.x + 1, 3)).toEqual({ column: cell % columns });
        expect(cellAt(layout, layout.width + 1, box.y)).toBeNull();
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
  });

  it('as numbers leaves unknown cells empty', () => {
    const table = {
      rowLabels: ['0', '1'],
      columnLabels: ['0', '1'],
      values: Float64Array.of(1, NaN, 0.5, 2),
    };
    expect(matrixToCsv(table)).toBe('layer,0,1\r\n0,1,\r\n1,0.5,2\r\n');
    expect(JSON.parse(matrixToJson(table, 'Gini'))).toEqual({
      measure: 'Gini',
      columns: ['0', '1'],
      rows: [
        { layer: '0', values: [1, null] },
        { layer: '1', values: [0.5, 2] },
      ],
    });
  });
});
