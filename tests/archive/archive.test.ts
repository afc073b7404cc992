import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Archive, makeArchive } from '../../scripts/archive/make.ts';
import { NODE_VERSION } from '../../scripts/archive/node.ts';
import { run } from '../../scripts/support/run.ts';
import { openInstances } from '../support/instance.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamgate-archives-'));
const archives: Record<string, Archive> = {};
const unpacked = (arch: string) => join(folder, arch, 'streamgate');

beforeAll(async () => {
  for (const arch of ['arm64', 'x64'] as const) {
    const archive = await makeArchive(arch, join(folder, arch));
    archives[arch] = archive;
    await run('tar', ['-xzf', archive.file, '-C', join(folder, arch)]);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['arm64', 'x64'])('the archive for %s', (arch) => {
  test('holds Node for that processor, the service, and nothing that is not listed with its checksum', async () => {
    const sums = readFileSync(join(unpacked(arch), 'SHA256SUMS'), 'utf8')
      .trim()
      .split('\n');
    const listed = sums.map((line) => line.split('  ')[1]);
    expect([...listed, 'SHA256SUMS'].sort()).toEqual(readdirSync(unpacked(arch)).sort());
    await run('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { folder: unpacked(arch) });
    const header = readFileSync(join(unpacked(arch), 'node')).subarray(0, 20);
    // ELF's e_machine: 183 is AArch64, 62 x86-64.
    expect([header.toString('latin1', 1, 4), header.readUInt16LE(18)]).toEqual(['ELF', arch === 'arm64' ? 183 : 62]);
  });

  test('is named by its digest, and at most 50 MB', () => {
    const { file, digest } = archives[arch] ?? { file: '', digest: '' };
    const bytes = readFileSync(file);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
    expect(file).toContain(`streamgate-${arch}-${digest.slice(0, 16)}.tar.gz`);
    expect(bytes.length).toBeLessThan(50e6);
  });

  test('says what it is made of', () => {
    const { components } = JSON.parse(readFileSync(join(unpacked(arch), 'sbom.json'), 'utf8'));
    const names = components.map(({ name }: { name: string }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['fastify', 'jose', '@aws-sdk/client-dynamodb', '@middy/core', 'zod']),
    );
    expect(components[0]).toMatchObject({ name: `node-linux-${arch}`, version: NODE_VERSION });
    expect(names).not.toContain('serverless');
  });
});

test('the same sources make the same archive', async () => {
  expect((await makeArchive('x64', join(folder, 'again'))).digest).toBe(archives.x64?.digest);
});

test('the archive for x64 starts with nothing else, and serves', async () => {
  const instances = await openInstances({
    node: join(unpacked('x64'), 'node'),
    bundle: join(unpacked('x64'), 'server.cjs'),
  });
  try {
    const { url } = await instances.start();
    const body = JSON.stringify({ id: '010', Name: 'Van Persie', Subscription: 'basic plan' });
    expect((await fetch(`${url}/createuser`, { method: 'POST', body })).status).toBe(201);
    const start = JSON.stringify({ id: '010', stream: 'stream_100' });
    expect(await (await fetch(`${url}/requeststream`, { method: 'POST', body: start })).json()).toMatchObject({
      activeStreams: 1,
    });
  } finally {
    await instances.close();
  }
});
