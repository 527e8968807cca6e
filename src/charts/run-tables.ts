/** The charts of a run as tables. */
import { rowOf, type Matrix } from '../core/routing/matrix.ts';
import type { LineSeries } from './line-chart.ts';
import type { LoadPoint } from './load-strip.ts';
import type { Table } from './table.ts';

/** A row a point: names of lines may be anything, and their steps differ. */
export function linesTable(series: readonly LineSeries[]): Table {
  return {
    columns: ['line', 'step', 'value'],
    rows: series.flatMap(({ label, points }) => points.map(([step, value]) => [label, step, value])),
  };
}

/** Choices by step and expert. */
export function loadTable(points: readonly LoadPoint[], experts: number): Table {
  return {
    columns: ['step', ...Array.from({ length: experts }, (_, expert) => `expert_${expert}`)],
    rows: points.map(({ step, load }) => [step, ...load]),
  };
}

/** First choices, a row an expert. */
export function matrixTable(counts: Matrix, names: readonly string[]): Table {
  return {
    columns: ['expert', ...names],
    rows: Array.from({ length: counts.rows }, (_, expert) => [expert, ...rowOf(counts, expert)]),
  };
}
