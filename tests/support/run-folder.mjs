// Before jest runs: a folder for all that the run puts where temporary files go, and that its suites share
// (packaged.ts). Plain JavaScript, as jest loads it as it is. When jest ends it is removed, with what the programs that
// the tests start forget there.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function makeRunFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-run-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  Object.assign(process.env, { RUN_FOLDER: folder, TMPDIR: folder });
}
