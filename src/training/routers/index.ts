/** All routers. One line more is one more in every form, link and test. */
import { denseRouter } from './dense.ts';
import type { RouterKind } from './router.ts';
import { softRouter } from './soft.ts';
import { switchRouter } from './switch.ts';

export const routers: readonly RouterKind[] = [denseRouter, softRouter, switchRouter];
