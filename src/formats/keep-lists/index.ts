/**
 * The forms of keep-lists, ours first. Two tools have none: SGLang's `--init-expert-location` places experts and needs a place
 * for each (`srt/eplb/expert_location.py`), so it can't leave any out; and REAP prunes by the pickled observations of its own
 * runs (`src/reap/prune.py`), which are scores and no list.
 */
import { json } from './json.ts';
import type { KeepListForm } from './keep-list.ts';
import { llamaCpp } from './llama-cpp.ts';
import { masks } from './masks.ts';
import { vllmAscend } from './vllm-ascend.ts';

export const keepListForms = [json, masks, llamaCpp, vllmAscend] as const satisfies readonly KeepListForm[];
