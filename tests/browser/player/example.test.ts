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

/** The page of a newcomer: the ten lines and what the viewer reads, as the README has them. */
const newcomersPage = async (user: string, service: string) => {
  const code = sample('js').replace('https://streams.example.com', service).replace("'001'", `'${user}'`);
  expect(code.split('\n').filter((line) => line.trim() !== '')).toHaveLength(10);
  const page = await openWith(
    'module',
    `<div id="notice"></div>
    <script type="importmap">{ "imports": { "@streamgate/player": "/package/dist/streamgate-player.js" } }</script>
    <script>const accessToken = () => bringToken('${user}');</script>
    <script type="module">${sample('js notice')}${code}</script>`,
  );
  const notice = () => page.evaluate<string>('document.querySelector("#notice").textContent');
  const untilSaid = (words: string) => until(notice, (said) => said.includes(words));
  const untilMoves = async () => {
    const position = () => page.evaluate<number>('document.querySelector("video").currentTime');
    const from = await position();
    await until(position, (at) => at > from + 0.5);
  };
  return { page, notice, untilSaid, untilMoves };
};

test('the ten lines of the README integrate a page: it plays, is denied, takes over, says why it ended, and shows nothing stale', async () => {
  const user = await cinema.newUser();
  for (const session of ['tv', 'phone', 'tablet']) {
    await cinema.post('/requeststream', { id: user, stream: 'news', session, device: session });
  }
  const { page, notice, untilSaid, untilMoves } = await newcomersPage(user, cinema.serviceUrl);
  await page.click('button');
  await untilSaid('All slots are in use.');
  await page.click('#notice button:has-text("phone")');
  await until(
    () => cinema.sessions(user),
    (all) => !all.includes('phone'),
  );
  await untilMoves();
  expect(await notice()).toBe('');
  const [mine = ''] = (await cinema.sessions(user)).filter((session) => session !== 'tv' && session !== 'tablet');
  await cinema.post('/stopstream', { id: user, session: mine });
  await untilSaid('Playback was ended. Press play to continue.');
  expect(await page.evaluate('document.querySelector("video").paused')).toBe(true);
  await page.click('button');
  await untilMoves();
  expect(await notice()).toBe('');
  await page.close();
});

test('a new viewer’s page whose request fails says so, and continues when the service answers again', async () => {
  const user = await cinema.newUser();
  const { page, notice, untilSaid, untilMoves } = await newcomersPage(user, cinema.serviceUrl);
  await page.route(`${cinema.serviceUrl}/**`, (route) =>
    route.fulfill({
      status: 404,
      contentType: 'application/problem+json',
      headers: { 'access-control-allow-origin': '*' },
      json: { code: 'user-not-found', detail: 'There is no such user.' },
    }),
  );
  await page.click('button');
  await untilSaid('Something went wrong on our side.');
  await page.unroute(`${cinema.serviceUrl}/**`);
  await page.route(`${cinema.serviceUrl}/**`, (route) => route.abort());
  await page.click('button');
  await untilSaid('Our service does not answer.');
  await page.unroute(`${cinema.serviceUrl}/**`);
  await untilMoves();
  expect(await notice()).toBe('');
  await page.close();
});

test('hls.js loads nothing while a page with the line of the README is denied', async () => {
  const user = await cinema.newUser();
  for (const session of ['tv', 'phone', 'tablet']) {
    await cinema.post('/requeststream', { id: user, stream: 'news', session });
  }
  const screen = await cinema.open(user, { library: 'hls.js' });
  await screen.look(`{ const { player, loaded: { hls } } = watch; ${sample('js hls')} }`);
  await screen.press();
  await screen.untilState('denied');
  let segments = 0;
  screen.page.on('request', (request) => {
    if (request.url().endsWith('.m4s')) segments++;
  });
  await screen.page.waitForTimeout(3000);
  expect(segments).toBe(0);
  await cinema.post('/stopstream', { id: user, session: 'tv' });
  await screen.press();
  await screen.untilState('playing');
  await screen.untilMoves();
  expect(segments).toBeGreaterThan(0);
  await screen.page.close();
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
    strict: true,
    noEmit: true,
    jsx: 'react-jsx',
    module: 'esnext',
    moduleResolution: 'bundler',
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    noImplicitReturns: true,
    exactOptionalPropertyTypes: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['hook.tsx'] }));
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], { stdio: 'inherit' });
});
