import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cinema, openCinema } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const README = readFileSync(join(ROOT, 'player/README.md'), 'utf8');

const sample = (language: string): string =>
  new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(README)?.[1] ?? '';

let cinema: Cinema;
/** What `npm pack` gives, unpacked. */
let folder: string;

beforeAll(async () => {
  // Long leases: nothing here waits for one to expire.
  cinema = await openCinema({ LEASE_SECONDS: '60', SPARE_LEASE_SECONDS: '60' });
  folder = mkdtempSync(join(tmpdir(), 'streamgate-package-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(ROOT, 'player') });
  execFileSync('tar', ['-xzf', 'streamgate-player-1.0.0.tgz'], { cwd: folder });
  cpSync(join(folder, 'package'), join(cinema.folder, 'package'), { recursive: true });
});
afterAll(async () => {
  await cinema?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of the cinema's origin, with a clip, a button and these scripts. */
async function openWith(name: string, scripts: string) {
  const page = await cinema.context.newPage();
  writeFileSync(
    join(cinema.folder, `${name}.html`),
    `<!doctype html><title>Sample</title><link rel="icon" href="data:,">
    <video muted src="/clip/clip.mp4"></video><button onclick="document.querySelector('video').play()">Play</button>
    ${scripts}`,
  );
  await page.goto(`${cinema.url}/${name}.html`);
  return page;
}

test('the ten lines of the README integrate a page: it plays, is denied, takes over, and learns why it ended', async () => {
  const user = await cinema.newUser();
  const code = sample('js').replace('https://streams.example.com', cinema.serviceUrl).replace("'001'", `'${user}'`);
  expect(code.split('\n').filter((line) => line.trim() !== '')).toHaveLength(10);
  for (const session of ['tv', 'phone', 'tablet']) {
    await cinema.post('/requeststream', { id: user, stream: 'news', session, device: session });
  }
  const page = await openWith(
    'module',
    `<script type="importmap">{ "imports": { "@streamgate/player": "/package/dist/streamgate-player.js" } }</script>
    <script>
      window.said = [];
      const accessToken = () => bringToken('${user}');
      const offer = (detail, pick) => pick(detail.streams[1].session);
      const say = (...words) => said.push(words);
    </script>
    <script type="module">${code}</script>`,
  );
  await page.click('button');
  await until(
    () => cinema.sessions(user),
    (all) => !all.includes('phone'),
  );
  const [mine = ''] = (await cinema.sessions(user)).filter((session) => session !== 'tv' && session !== 'tablet');
  await until(
    () => page.evaluate('document.querySelector("video").currentTime'),
    (at) => Number(at) > 1,
  );
  await cinema.post('/stopstream', { id: user, session: mine });
  await until(
    () => page.evaluate('JSON.stringify(said)'),
    (said) => said === '[["unknown",null]]',
  );
  expect(await page.evaluate('document.querySelector("video").paused')).toBe(true);
  await page.close();
});

test('the classic script plays on an engine that lacks what is newer', async () => {
  const user = await cinema.newUser();
  const page = await openWith(
    'classic',
    `<script>
      for (const name of ['AbortController', 'EventTarget', 'structuredClone']) delete window[name];
      for (const name of ['locks']) Object.defineProperty(navigator, name, { value: undefined });
      Object.defineProperty(window, 'localStorage', { get: () => { throw new Error('forbidden'); } });
    </script>
    <script src="/package/dist/streamgate-player.classic.js"></script>
    <script>
      var player = Streamgate.createPlayer({ url: '${cinema.serviceUrl}', user: '${user}', token: () => bringToken('${user}') });
      player.attach(document.querySelector('video'), 'film');
    </script>`,
  );
  await page.click('button');
  await until(
    () => page.evaluate('player.state'),
    (state) => state === 'playing',
  );
  expect(await cinema.sessions(user)).toHaveLength(1);
  await page.evaluate('player.stop()');
  expect(await cinema.sessions(user)).toEqual([]);
  await page.close();
});

test('the React hook of the README compiles against the package, with its types', () => {
  const project = join(folder, 'hook');
  execFileSync('mkdir', ['-p', join(project, 'node_modules/@streamgate')]);
  symlinkSync(join(folder, 'package'), join(project, 'node_modules/@streamgate/player'));
  for (const name of ['react', '@types', 'csstype'])
    symlinkSync(join(ROOT, 'tests/browser/node_modules', name), join(project, 'node_modules', name));
  const imports = `import { createPlayer, type PlayerOptions, type State } from '@streamgate/player';
import { type RefObject, useEffect, useState } from 'react';
`;
  expect(sample('tsx').trim().split('\n').length).toBeLessThanOrEqual(10);
  writeFileSync(join(project, 'hook.tsx'), imports + sample('tsx'));
  const compilerOptions = {
    ...{
      strict: true,
      noEmit: true,
      jsx: 'react-jsx',
      module: 'esnext',
      moduleResolution: 'bundler',
      target: 'es2022',
    },
    ...{ lib: ['es2022', 'dom'], types: [], noImplicitReturns: true, exactOptionalPropertyTypes: true },
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['hook.tsx'] }));
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], { stdio: 'inherit' });
});
