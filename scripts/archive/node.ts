import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, ScriptError } from '../support/run.ts';

export type Arch = 'arm64' | 'x64';

/** The Node of an instance, of Lambda's major version. npm has it for each kind of processor. */
export const NODE_VERSION = '24.21.0';

/** As npm's registry gives them; an archive with another Node is none of ours. */
export const NODE_INTEGRITY: Readonly<Record<Arch, string>> = {
  arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};

const nodePackage = (arch: Arch): string => `node-linux-${arch}@${NODE_VERSION}`;

/**
 * The program of a Node, from npm or from what was fetched before; checked each time.
 * @param folder to unpack it into
 * @returns its path
 * @throws ScriptError if it is not the package that is named above
 */
export async function fetchNode(arch: Arch, folder: string): Promise<string> {
  const kept = join(ROOT, '.local/node');
  const tarball = join(kept, `node-linux-${arch}-${NODE_VERSION}.tgz`);
  mkdirSync(kept, { recursive: true });
  if (!existsSync(tarball)) await run('npm', ['pack', nodePackage(arch), '--silent', '--pack-destination', kept]);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== NODE_INTEGRITY[arch]) {
    rmSync(tarball);
    throw new ScriptError(`${nodePackage(arch)} is not what scripts/archive/node.ts says: ${integrity}`);
  }
  mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', folder, 'package/bin/node']);
  return join(folder, 'package/bin/node');
}
