import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readJson } from './json.mjs';
import { root } from './root.mjs';

/**
 * Runs a command in the checkout's folder to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, echo?: NodeJS.WritableStream, shell?: boolean }} [options] `echo` also gets what is printed, as it comes.
 * @returns {Promise<{ code: number, output: string }>} stdout and stderr together; `code` is 127 when there is no such command.
 */
export function run(command, args, { env = {}, echo, shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...colours(), ...env },
      shell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text;
        echo?.write(text);
      });
    }
    child.once('error', (error) => {
      resolve({ code: 127, output: `${output}${error.message}\n` });
    });
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/** A child sees a pipe; whether it may colour its words depends on where they go in the end. */
function colours() {
  return process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1', FORCE_COLOR: undefined };
}

/**
 * Runs an installed package's command, as `npx` would but without its half second.
 * @param {string} name The package, with a slash and the command's name where they differ: `typescript/tsc`.
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runTool(name, args, options) {
  return run(process.execPath, [toolPath(name), ...args], options);
}

/** @param {string} name */
function toolPath(name) {
  const [, tool = '', command = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(name) ?? [];
  const folder = join(root, 'node_modules', tool);
  const { bin } = /** @type {{ bin: string | Record<string, string> }} */ (
    readJson(join(folder, 'package.json'))
  );
  const path = typeof bin === 'string' ? bin : bin[command || tool];
  if (path === undefined) throw new Error(`the package ${tool} has no command ${command || tool}`);
  return join(folder, path);
}
