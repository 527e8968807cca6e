/** Knobs of weights that are compared within a row: which pattern, and by what score. */
import type { PatternAmount, WeightsAction, WeightScore } from '../../core/pruning/plan.ts';
import { Explain } from '../../ui/Explain.tsx';
import { Select } from '../../ui/Select.tsx';
import { scoreWords } from './plan-words.ts';

const patterns = ['2:4', '4:8', '1:2', '1:4', '3:4', '1:8', '2:8', '6:8'] as const;

export interface PatternFieldProps {
  readonly value: PatternAmount;
  readonly onChange: (value: PatternAmount) => void;
}

export function PatternField({ value, onChange }: PatternFieldProps) {
  const own = `${value.keep}:${value.of}`;
  // a link may name any other
  const offered = (patterns as readonly string[]).includes(own) ? patterns : [...patterns, own];
  return (
    <Select
      label="Pattern"
      size="small"
      value={own}
      onChange={(next) => {
        const [keep, of] = next.split(':').map(Number) as [number, number];
        onChange({ kind: 'pattern', keep, of });
      }}
      options={offered.map((pattern) => ({ value: pattern, label: pattern }))}
      explain={
        <Explain
          title="N:M patterns"
          reference={{ text: 'Mishra et al. 2021', href: 'https://arxiv.org/abs/2104.08378' }}
        >
          Of every M weights that follow each other along the inputs the N largest stay. Matrix units of GPUs
          multiply 2:4 at up to twice the speed; the finer the groups, the more of the large weights have to
          go.
        </Explain>
      }
    />
  );
}

export interface ScoreFieldProps {
  readonly value: WeightScore;
  readonly onChange: (value: WeightScore) => void;
}

export function ScoreField({ value, onChange }: ScoreFieldProps) {
  return (
    <Select
      label="Largest by"
      size="small"
      value={value}
      onChange={onChange}
      options={(['magnitude', 'wanda'] as const).map((score) => ({ value: score, label: scoreWords[score] }))}
      explain={
        <Explain
          title="Wanda"
          formula="|w| · ‖x‖₂"
          reference={{ text: 'Sun et al. 2023', href: 'https://arxiv.org/abs/2306.11695' }}
        >
          A small weight of a loud input may matter more than a large one of a silent input. ‖x‖ is of the
          tokens that were routed to the expert: an importance matrix of llama.cpp tells it.
        </Explain>
      }
    />
  );
}

/** Whether weights are compared within rows. */
export function isByRow({ amount, per }: Pick<WeightsAction, 'amount' | 'per'>): boolean {
  return amount.kind === 'pattern' || (amount.kind === 'keep' && per === 'neuron');
}

/** The action without what makes no sense beside its amount: rows are kept by their share, and Wanda compares within rows. */
export function sensible({ score, ...action }: WeightsAction): WeightsAction {
  if (isByRow(action)) return score === undefined ? action : { ...action, score };
  return action.per === 'neuron' ? { ...action, per: 'projection' } : action;
}
