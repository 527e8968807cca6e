import { Route } from 'lucide-react';
import { Card } from '../../ui/Card.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { OpenButtons } from '../OpenButtons.tsx';
import type { Analysis } from '../use-analyses.ts';
import { EstimateButtons } from './EstimateButtons.tsx';
import styles from './NoTrace.module.css';

/** What can be dropped, and how to come by it. */
export function NoTrace({ analyses }: { readonly analyses: readonly Analysis[] }) {
  return (
    <Card title="Usage" isTitleHidden>
      <EmptyState
        title="No routing trace is open"
        icon={Route}
        actions={
          <>
            <OpenButtons />
            <EstimateButtons analyses={analyses} />
          </>
        }
      >
        Drop what recorded which experts tokens went to, alone or together with the checkpoint: it is
        recognised by its content and never leaves this computer. A model trained here brings its own.
      </EmptyState>
      <div className={styles.ways}>
        {ways.map(({ title, text }) => (
          <Disclosure key={title} summary={title}>
            <p>{text}</p>
          </Disclosure>
        ))}
      </div>
    </Card>
  );
}

const ways = [
  {
    title: 'From a server',
    text: 'SGLang: POST /start_expert_distribution_record, send requests, POST /dump_expert_distribution_record, and drop the .pt files of all ranks at once. vLLM: routed_experts of its outputs as .npy or JSON. TensorRT-LLM: the folder that EXPERT_STATISTIC_PATH names.',
  },
  {
    title: 'From llama.cpp',
    text: 'llama-imatrix writes how often each expert was chosen, beside what it is for; GGUF and the old .dat are read, and so are the CSV of moe-trace and the JSON of expert-profile.',
  },
  {
    title: 'From training and research code',
    text: 'Megatron’s router_trace_rank*.jsonl with its logits, router_logits of Hugging Face models (torch.save, npz, safetensors), OLMoE’s c4_results*.jsonl and its pickles, REAP observations, FLAME-MoE Parquet, EPLB weights, GPT-OSS fingerprints, moe-vis.',
  },
  {
    title: 'From anything else',
    text: 'A line of JSON a layer and token, {"layer": 0, "token": 7, "experts": [3, 11], "weights": [0.7, 0.3]}, or a table counts[layers, experts] as .npy, .csv or safetensors. docs/traces.md has twelve lines of Python that write it.',
  },
] as const;
