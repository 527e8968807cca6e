import { once } from 'node:events';
import { join } from 'node:path';
import { dataFolder } from './datasets/store.mjs';
import { isolationHeaders } from './headers.mjs';
import { messageOf, Problem } from './problem.mjs';
import { root } from './root.mjs';
import { createStaticServer } from './static-server.mjs';

const firstPort = 4173;
const portsTried = 50;

/**
 * Serves the built page.
 * @param {{ folder?: string, data?: string, base?: string, isolated?: boolean, host?: string, port?: number | undefined }} [options]
 *   Prepared datasets lie in `data`. `isolated` false leaves out the headers that threads need. With no `port` the first
 *   free one from 4173 on is taken.
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 * @throws {Problem} The port is taken or not allowed.
 */
export async function servePage({
  folder = join(root, 'dist'),
  data = dataFolder,
  base = '/',
  isolated = true,
  host = 'localhost',
  port,
} = {}) {
  const headers = isolated ? isolationHeaders : {};
  const server = createStaticServer({ folder, base, overlays: { data }, headers });
  const taken = await listen(server, { host, ports: port === undefined ? portsFrom(firstPort) : [port] });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${base}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * The port and the host a person asked for.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ host: string, port: number | undefined }} Only this computer is served unless HOST says otherwise.
 */
export function addressFrom(env) {
  const { PORT: port = '', HOST: host = '' } = env;
  if (port !== '' && !(/^\d+$/.test(port) && Number(port) < 65536)) {
    throw new Problem(`PORT must be a number up to 65535, not "${port}".`, 2);
  }
  return { host: host === '' ? 'localhost' : host, port: port === '' ? undefined : Number(port) };
}

/** @param {number} first */
function portsFrom(first) {
  return Array.from({ length: portsTried }, (_, index) => first + index);
}

/**
 * @param {import('node:http').Server} server
 * @param {{ host: string, ports: readonly number[] }} where
 * @returns {Promise<number>} The first of the ports that was free.
 */
async function listen(server, { host, ports }) {
  for (const port of ports) {
    try {
      server.listen(port, host);
      await once(server, 'listening');
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'EADDRINUSE') continue;
      throw new Problem(`Cannot listen on ${host}:${port}: ${messageOf(error)}`);
    }
  }
  throw new Problem(`Port ${ports.join(', ')} on ${host} is taken. Choose another with PORT=... npm start.`);
}
