/** Every command, in the order in which they are listed. */
import type { Command } from '../command.ts';
import { scan } from './scan.ts';

export const commands = [scan] as const satisfies readonly Command[];
