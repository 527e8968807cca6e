/** Rises when the same trace comes to other numbers: keys of what was kept of it. */
export const COLLECTOR_VERSION = 3;
