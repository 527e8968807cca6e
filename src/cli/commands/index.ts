/** Every command, in the order in which they are listed. */
import type { Command } from '../command.ts';
import { plan } from './plan.ts';
import { merge } from './merge.ts';
import { scan } from './scan.ts';
import { trace } from './trace.ts';

export const commands = [scan, merge, trace, plan] as const satisfies readonly Command[];
