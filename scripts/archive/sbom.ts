import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT, ScriptError } from '../support/run.ts';
import { type Arch, NODE_INTEGRITY, NODE_VERSION } from './node.ts';

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), integrity: z.string().optional(), license: z.string().optional() }),
  ),
});

/**
 * The archive's bill of materials (CycloneDX 1.5): Node, and each package of which something is in the bundle, as the
 * lock has it. `npm sbom` leaves out what another package needs for development, too.
 * @param inputs of the bundle, as esbuild lists them
 * @throws ScriptError for a package that is not locked
 */
export function sbom(arch: Arch, inputs: readonly string[]): string {
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));
  const paths = [...new Set(inputs.flatMap((file) => packagePath(file) ?? []))].sort();
  const components = paths.map((path) => {
    const { version = '', integrity = '', license = '' } = packages[path] ?? {};
    if (version === '') throw new ScriptError(`${path} is in the bundle, and not in package-lock.json.`);
    return component('library', path.split('node_modules/').at(-1) ?? '', version, integrity, license);
  });
  const node = component('application', `node-linux-${arch}`, NODE_VERSION, NODE_INTEGRITY[arch], 'MIT');
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { type: 'application', name: 'streamgate' } },
    components: [node, ...components],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Such as `node_modules/@aws-sdk/core` of a file below it. */
export const packagePath = (file: string): string | undefined =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0].replace(/^.*?(?=node_modules\/)/, '');

const component = (type: string, name: string, version: string, integrity: string, license: string) => ({
  type,
  name,
  version,
  purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  'bom-ref': `${name}@${version}`,
  hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  licenses: [{ license: { id: license } }],
});
