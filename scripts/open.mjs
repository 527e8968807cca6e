import { spawn } from 'node:child_process';

/**
 * Asks the desktop to open an address. A machine without one is no error: the address has been printed.
 * @param {string} url
 */
export function openInBrowser(url) {
  const [command, ...args] = opener(process.platform);
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/**
 * @param {NodeJS.Platform} platform
 * @returns {[string, ...string[]]}
 */
function opener(platform) {
  if (platform === 'darwin') return ['open'];
  // `start` belongs to the shell; its first quoted argument is a window title.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return ['xdg-open'];
}
