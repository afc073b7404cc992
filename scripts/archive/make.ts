import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleServer } from '../../build/server.ts';
import { run } from '../support/run.ts';
import { type Arch, fetchNode } from './node.ts';
import { sbom } from './sbom.ts';

export interface Archive {
  readonly file: string;
  /** SHA-256 of the file, in hex. */
  readonly digest: string;
}

/** What an archive holds, besides the checksums of these. */
const FILES = ['node', 'server.cjs', 'sbom.json'];

/**
 * Makes the archive that an instance runs: Node, the service in one file, its bill of materials and their checksums.
 * The same sources make the same bytes.
 * @param out the folder for it; its name is made of its digest
 * @throws ScriptError if Node cannot be had
 */
export async function makeArchive(arch: Arch, out: string): Promise<Archive> {
  const work = mkdtempSync(join(tmpdir(), 'streamgate-archive-'));
  try {
    const content = join(work, 'streamgate');
    mkdirSync(content);
    copyFileSync(await fetchNode(arch, join(work, 'node')), join(content, 'node'));
    const { metafile } = await bundleServer(join(content, 'server.cjs'));
    writeFileSync(join(content, 'sbom.json'), sbom(arch, Object.keys(metafile.inputs)));
    const sums = FILES.map((name) => `${sha256(join(content, name))}  ${name}\n`).join('');
    writeFileSync(join(content, 'SHA256SUMS'), sums);
    for (const name of [...FILES, 'SHA256SUMS']) chmodSync(join(content, name), name === 'node' ? 0o755 : 0o644);
    const packed = join(work, 'archive.tar.gz');
    await run('tar', [
      ...['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'],
      ...['--use-compress-program', 'gzip -6n', '-cf', packed, '-C', work, 'streamgate'],
    ]);
    const digest = sha256(packed);
    mkdirSync(out, { recursive: true });
    const file = join(out, `streamgate-${arch}-${digest.slice(0, 16)}.tar.gz`);
    copyFileSync(packed, `${file}.part`);
    renameSync(`${file}.part`, file);
    return { file, digest };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
