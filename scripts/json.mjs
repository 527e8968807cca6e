import { readFileSync } from 'node:fs';

/**
 * @param {string} path
 * @returns {unknown} What the file holds.
 */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
