/**
 * The forms of keep-lists that are text, ours first (masks as tensors are in `formats/pruned/keep-masks.ts`). Two tools have none: SGLang's `--init-expert-location` places experts and needs a place
 * for each (`srt/eplb/expert_location.py`), so it can't leave any out; and REAP prunes by the pickled observations of its own
 * runs (`src/reap/prune.py`), which are scores and no list.
 */
import { json } from './json.ts';
import type { KeepListForm } from './keep-list.ts';
import { llamaCpp } from './llama-cpp.ts';
import { vllmAscend } from './vllm-ascend.ts';

export const keepListForms = [json, llamaCpp, vllmAscend] as const satisfies readonly KeepListForm[];
