import { existsSync } from 'node:fs';

export const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium';

/** Runs once, before the browser tests: without a browser they fail, as tests that are skipped are not missed. */
export default function findChromium(): void {
  if (existsSync(CHROMIUM)) return;
  console.error(`There is no Chromium at ${CHROMIUM}: run "apt-get install chromium", or set CHROMIUM_PATH.`);
  process.exit(1);
}
