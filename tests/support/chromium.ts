import { existsSync } from 'node:fs';
import { install } from '../../src/local/install.mjs';

export const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** Runs once, before the browser tests: without a browser they fail, because nobody misses tests that are skipped. */
export default function findChromium(): void {
  install('tests/browser', 'what only the browser tests need (about 5 seconds)');
  if (existsSync(CHROMIUM)) return;
  console.error(`There is no Chromium at ${CHROMIUM}: run "apt-get install chromium", or set CHROMIUM_PATH.`);
  process.exit(1);
}
