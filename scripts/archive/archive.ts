import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fail, orUsage, ROOT, ScriptError } from '../support/run.ts';
import { makeArchive } from './make.ts';
import type { Arch } from './node.ts';

const USAGE = `npm run archive [-- options]: makes the archive that an instance of a fleet runs

  --arch ARCH    arm64 or x64 (arm64)
  --out FOLDER   where to put it (.local/archive)
  --help         this text

It holds Node, the service in one file, a bill of materials and checksums. docs/server.md says how to run it.`;

const ARCHS: readonly string[] = ['arm64', 'x64'] satisfies Arch[];
const isArch = (text: string): text is Arch => ARCHS.includes(text);

try {
  process.chdir(ROOT);
  const { arch, out, help } = orUsage(
    () =>
      parseArgs({
        options: {
          arch: { type: 'string', default: 'arm64' },
          out: { type: 'string', default: '.local/archive' },
          help: { type: 'boolean', short: 'h', default: false },
        },
      }).values,
    USAGE,
  );
  if (!isArch(arch)) throw new ScriptError(`--arch must be arm64 or x64.\n\n${USAGE}`);
  if (help) console.log(USAGE);
  else {
    const { file, digest } = await makeArchive(arch, out);
    console.log(`${file}\n${(statSync(file).size / 1e6).toFixed(0)} MB, SHA-256 ${digest}`);
  }
} catch (error) {
  fail(error);
}
