/** Every kind of trace that is read. The first that recognises a file has it: the cheapest and surest to tell come first. */
import { megatron } from './megatron.ts';
import { olmoeJsonl } from './olmoe-jsonl.ts';
import type { TraceFormat } from './trace-format.ts';

export const traceFormats: readonly TraceFormat[] = [olmoeJsonl, megatron];
