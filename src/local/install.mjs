// node src/local/install.mjs [folder …]: installs the locked packages that are missing or stale. `npm start` and `npm
// test` run this first. Packages for some commands only have their own folders, which those commands pass. Plain
// JavaScript, because nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = [20, 19];
const ROOT = new URL('../../', import.meta.url);

/** Ends the process with a sentence if this Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(`Streamgate needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/**
 * @param folder of a package.json and its lock, relative to the project; the project's own by default
 * @returns whether node_modules has the locked versions
 */
export function isInstalled(folder = '.') {
  const packagesOf = (file) => JSON.parse(readFileSync(new URL(`${folder}/${file}`, ROOT), 'utf8')).packages;
  try {
    // npm keeps a lock file of the installed packages; it leaves out optional packages of other platforms.
    const installed = packagesOf('node_modules/.package-lock.json');
    return Object.entries(packagesOf('package-lock.json')).every(
      ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
    );
  } catch {
    return false;
  }
}

/**
 * Installs the locked packages of a folder, unless they are installed. Ends the process if npm fails.
 * @param folder see `isInstalled`
 * @param what is installed, for the message
 */
export function install(folder = '.', what = 'the locked dependencies (400 MB, 20 seconds to two minutes)') {
  if (isInstalled(folder)) return;
  console.error(`Installing ${what} …`);
  const ci = (errors, ...options) =>
    spawnSync('npm', ['ci', ...options, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: new URL(`${folder}/`, ROOT),
      stdio: ['ignore', 'ignore', errors],
      shell: process.platform === 'win32',
    }).status;
  // npm's cache has nearly all locked versions, and using it takes a quarter of the time. It fails if the cache is
  // older than the lock.
  if (ci('ignore', '--prefer-offline') === 0) return;
  const status = ci('inherit');
  if (status !== 0) process.exit(status ?? 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode();
  const folders = process.argv.slice(2);
  if (folders.length === 0) install();
  for (const folder of folders) install(folder, `the packages of ${folder}`);
}
