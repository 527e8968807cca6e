/** What a report of a plan says: the plan, every figure with how far it is known, charts, layers, and how it was worked out. */
import { explainPlanRemark } from '../core/pruning/plan-remark-words.ts';
import { actionTitle } from '../core/pruning/actions/index.ts';
import {
  certaintyWords,
  changeText,
  decibelsText,
  limitsText,
  shareText,
} from '../core/pruning/figure-words.ts';
import type { Measured } from '../core/pruning/measured.ts';
import type { PlanBasis } from '../core/pruning/plan-basis.ts';
import type { Figure, PlanCosts } from '../core/pruning/plan-costs.ts';
import { keptFigures, planFigures } from '../core/pruning/plan-figures.ts';
import { PLAN_VERSION } from '../core/pruning/plan-json.ts';
import { formatPlan } from '../core/pruning/plan-text.ts';
import type { Plan } from '../core/pruning/plan.ts';
import { formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import { PASS_VERSION } from '../core/summary.ts';
import type { Block, ReportDocument, TableBlock } from './document.ts';
import { planCharts } from './plan-charts.ts';
import { planTerms } from './plan-terms.ts';

export interface PlanReportFacts {
  readonly basis: PlanBasis;
  readonly plan: Plan;
  /** What the plan is called. */
  readonly name: string;
  readonly costs: PlanCosts;
  /** What it was measured to cost; null where nobody has. */
  readonly measured: Measured | null;
  /** An address that shows the plan again; null where there is none. */
  readonly link: string | null;
}

export function reportOfPlan(facts: PlanReportFacts): ReportDocument {
  const { basis, plan, name, costs, measured, link } = facts;
  const { catalogue, summary, reading } = basis.input;
  const by = reading === null ? '' : `, with the trace ${reading.name}`;
  return {
    title: `${name}: pruning ${catalogue.name}`,
    subtitle: `${modelWords(basis)}${by}. ${
      summary.kind === 'sample'
        ? 'Estimated from a sample of its weights.'
        : 'Worked out from every weight; nothing of it was run, unless it says measured.'
    }`,
    blocks: [
      { kind: 'heading', text: 'The plan' },
      ...planBlocks(plan, costs),
      { kind: 'heading', text: 'What it costs' },
      figuresTable(costs),
      ...errorBlocks(basis, costs),
      ...routingBlocks(costs),
      ...(measured === null ? [] : measuredBlocks(measured)),
      { kind: 'heading', text: 'Charts' },
      ...planCharts(basis, { name, costs }),
      { kind: 'heading', text: 'Layer by layer' },
      layerTable(basis, costs),
      { kind: 'heading', text: 'How this was worked out' },
      { kind: 'terms', terms: planTerms(plan, costs) },
      {
        kind: 'text',
        text: `MoE Scope, plans of version ${PLAN_VERSION}, weights analysed by version ${PASS_VERSION}. Fingerprint of the checkpoint: ${catalogue.fingerprint}${reading === null ? '' : `; of the trace: ${reading.fingerprint}`}.`,
      },
      ...(link === null ? [] : [{ kind: 'link' as const, text: 'This plan in MoE Scope', href: link }]),
    ],
  };
}

function modelWords({ input: { catalogue }, grid, topK }: PlanBasis): string {
  const { familyName } = catalogue.structure;
  const { length } = grid.layers;
  const experts =
    grid.kind === 'experts'
      ? ` with ${formatCount(grid.columns.length)} experts${topK === null ? '' : `, ${formatCount(topK)} a token`}`
      : '';
  return `${familyName}, ${formatCount(length)} ${length === 1 ? 'layer' : 'layers'}${experts}`;
}

function planBlocks(plan: Plan, { problems, notes }: PlanCosts): readonly Block[] {
  const remarks = [...problems, ...notes].map((remark): Block => {
    const { title, body } = explainPlanRemark(remark);
    return { kind: 'remark', title: `Action ${remark.action + 1}: ${title}.`, text: body };
  });
  if (plan.actions.length === 0) return [{ kind: 'text', text: 'It takes nothing.' }];
  return [
    { kind: 'steps', items: plan.actions.map(actionTitle) },
    ...remarks,
    { kind: 'text', text: `In full, as links carry it: ${formatPlan(plan)}` },
  ];
}

function figuresTable(costs: PlanCosts): TableBlock {
  const sizes = planFigures.flatMap(({ name, format, of }) => {
    const change = of(costs);
    if (change === null) return [];
    const { before, after } = change;
    return [[name, format(before), format(after.value), changeText(change), knownText(after, format)]];
  });
  const shares = keptFigures.map(({ id, name }) => {
    const figure = costs.kept[id];
    const format = (value: number) => shareText({ value });
    const change = changeText({ before: 1, after: figure });
    return [name, '100 %', shareText(figure), change, knownText(figure, format)];
  });
  return {
    kind: 'table',
    caption: 'Figures of the whole model',
    head: ['Figure', 'Before', 'After', 'Change', 'Known'],
    rows: [...sizes, ...shares],
  };
}

function knownText(figure: Figure, format: (value: number) => string): string {
  const { mark } = certaintyWords[figure.certainty];
  const limits = limitsText(figure, format);
  return limits === null ? mark : `${mark}: ${limits.charAt(0).toLowerCase()}${limits.slice(1, -1)}`;
}

function errorBlocks(basis: PlanBasis, { error }: PlanCosts): readonly Block[] {
  if (error === null) return [];
  const rows = error.roles
    .filter(({ matrices }) => matrices > 0)
    .map(({ role, matrices, lost }) => [
      role === 'rest' ? 'all else' : role,
      formatCount(matrices),
      decibelsText(lost.value),
      knownText(lost, decibelsText),
    ]);
  const head = ['Of', 'Matrices', 'Error below the weights', 'Known'];
  return rows.length === 0
    ? []
    : [
        {
          kind: 'table',
          caption: `What is lost of ${basis.input.catalogue.name} by its new numbers`,
          head,
          rows,
        },
      ];
}

function routingBlocks({ routing }: PlanCosts): readonly Block[] {
  if (routing === null) return [];
  const lines = [
    { what: 'Choices', ...routing.routed },
    ...(routing.reap === null ? [] : [{ what: 'REAP’s sum', ...routing.reap }]),
  ];
  return [
    {
      kind: 'table',
      caption: 'What tokens chose, and what of it stays',
      head: ['Of', 'Stays', 'If experts went by lot', 'Deviation of lots'],
      rows: lines.map(({ what, kept, byChance, deviation }) => [
        what,
        formatPercent(kept, 2),
        formatPercent(byChance, 2),
        `± ${formatPercent(deviation, 2)}`,
      ]),
    },
  ];
}

function measuredBlocks({ on, samples, before, after, divergence, agreement }: Measured): readonly Block[] {
  const where = on === 'whole' ? 'of the test split' : 'held back from training';
  return [
    { kind: 'heading', text: 'What it was measured to cost' },
    {
      kind: 'table',
      caption: `The model as it was and the pruned one, on the same ${formatCount(samples)} samples ${where}`,
      head: ['Measure', 'Before', 'After'],
      rows: [
        ['Accuracy', formatPercent(before.accuracy, 2), formatPercent(after.accuracy, 2)],
        ['Cross-entropy, nats', formatNumber(before.loss, 4), formatNumber(after.loss, 4)],
        ['KL from the unpruned model, nats', '0', formatNumber(divergence, 4)],
        ['Same class as before', '100 %', formatPercent(agreement, 2)],
      ],
    },
  ];
}

function layerTable({ grid, experts }: PlanBasis, { kept, keepLists, routing }: PlanCosts): TableBlock {
  const routed = new Map(routing?.layers.map((layer) => [layer.layer, layer]));
  const isOfExperts = grid.kind === 'experts';
  const rows = kept.layers.map(({ layer, weights, mass, energy }, row) => {
    const load = routed.get(layer);
    return [
      grid.rowLabels[row]!,
      ...(isOfExperts ? [`${keepLists.get(layer)?.length ?? experts[row]!} of ${experts[row]!}`] : []),
      shareText(weights),
      shareText(mass),
      shareText(energy),
      ...(routing === null
        ? []
        : [
            load === undefined ? '–' : formatPercent(load.routed),
            load === undefined ? '–' : formatNumber(load.maxOverMean.after),
          ]),
    ];
  });
  return {
    kind: 'table',
    caption: 'Kept of each layer',
    head: [
      'Layer',
      ...(isOfExperts ? ['Experts'] : []),
      'Weights',
      'Mass',
      'Energy',
      ...(routing === null ? [] : ['Choices', 'Busiest over mean']),
    ],
    rows,
  };
}
