import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { codeOf } from '../../player/build.mjs';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, signed } from '../../src/local/tokens.ts';
import { openBrowser } from './browser.ts';
import { makeClip } from './clip.ts';
import { freePort, startService } from './service.ts';
import { serveFolder } from './site.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The libraries that web players are built on. */
const PACKAGES = join(ROOT, 'tests/browser/node_modules');

/** Short, so that a test sees several of them. */
export const LEASE_SECONDS = 10;
export const RENEW_SECONDS = 4;
export const LEASE_MS = LEASE_SECONDS * 1000;
export const RENEW_MS = RENEW_SECONDS * 1000;

export interface Watching {
  readonly library?: string;
  readonly stream?: string;
  readonly device?: string;
  readonly whenUnreachable?: 'play' | 'stop';
  readonly session?: string;
  readonly attached?: 'yes' | 'no';
  readonly releaseAfterPause?: number;
  readonly releaseAfterStall?: number;
  readonly checkEvery?: number;
}

interface PageEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare details of any shape
  readonly detail: any;
}

/** A page that plays with the player's build, on an origin of its own, against the service as `npm start` runs it. */
export async function openCinema(settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-cinema-'));
  mkdirSync(join(folder, 'clip'));
  makeClip(join(folder, 'clip'));
  await buildPage(folder);
  const site = await serveFolder(folder);
  const port = String(await freePort());
  const dataDir = join(folder, 'data');
  const start = () =>
    startService({
      AUTH: 'jwt',
      CORS_ORIGINS: site.url,
      PORT: port,
      DATA_DIR: dataDir,
      LEASE_SECONDS: String(LEASE_SECONDS),
      RENEW_SECONDS: String(RENEW_SECONDS),
      // One pace, so that a test knows when to expect a renewal.
      SPARE_LEASE_SECONDS: String(LEASE_SECONDS),
      SPARE_RENEW_SECONDS: String(RENEW_SECONDS),
      ...settings,
    });
  let service = await start();
  const browser = await openBrowser();
  const { context } = browser;
  const office = { authorization: `Bearer ${await tokenOf('office', 'users:write streams:write streams:admin')}` };
  let users = 0;
  /** How long the tokens last that pages get, in seconds. */
  let tokenSeconds = 3600;
  let tokensBrought = 0;
  await context.exposeFunction('bringToken', (user: string) => {
    tokensBrought++;
    return tokenOf(user, 'streams:write', Math.floor(Date.now() / 1000) + tokenSeconds);
  });

  const streams = async (user: string) => (await service.get(`/getstreams?id=${user}`, office)).body.streams;

  return {
    context,
    /** What the site serves. */
    folder,
    url: site.url,
    serviceUrl: `http://localhost:${port}`,
    tokensBrought: () => tokensBrought,
    setTokenSeconds: (seconds: number) => {
      tokenSeconds = seconds;
    },
    killService: () => service.kill(),
    startService: async () => {
      service = await start();
    },
    newUser: async (): Promise<string> => {
      const id = `viewer-${++users}`;
      await service.post('/createuser', { id, Name: id, Subscription: 'basic plan' }, office);
      return id;
    },
    /** What the service says that the user watches: the sessions. */
    sessions: async (user: string): Promise<string[]> =>
      (await streams(user)).map(({ session }: { session: string }) => session),
    post: (path: string, body: object) => service.post(path, body, office),
    open: async (user: string, watching: Watching = {}) => {
      const page = await context.newPage();
      const query = Object.entries({ user, service: `http://localhost:${port}`, ...watching }).map(
        ([name, value]) => [name, String(value)] as [string, string],
      );
      await page.goto(`${site.url}/watch.html?${new URLSearchParams(query)}`);
      return screenOf(page);
    },
    close: async () => {
      await browser.close();
      await service.stop();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Cinema = Awaited<ReturnType<typeof openCinema>>;

/** A page, as the tests look at it. */
export async function screenOf(page: Page) {
  await page.waitForSelector('body[data-ready]');
  const look = <T>(expression: string): Promise<T> => page.evaluate(expression);
  const state = () => look<string>('watch.player.state');
  const position = () => look<number>('watch.video.currentTime');
  return {
    page,
    look,
    state,
    position,
    session: () => look<string | undefined>('watch.player.session'),
    paused: () => look<boolean>('watch.video.paused'),
    events: (type: string) => look<PageEvent[]>(`watch.events.filter((each) => each.type === '${type}')`),
    press: () => page.click('#play'),
    untilState: (wanted: string, withinMs?: number) => until(state, (now) => now === wanted, withinMs),
    /** Waits until the picture has moved on by half a second. */
    untilMoves: async () => {
      const from = await position();
      await until(position, (now) => now > from + 0.5);
    },
    /** Presses play, and waits for lease and picture. */
    play: async () => {
      await page.click('#play');
      await until(state, (now) => now === 'playing');
      await until(position, (now) => now > 0);
    },
  };
}

export type Screen = Awaited<ReturnType<typeof screenOf>>;

const tokenOf = (sub: string, scope: string, expires?: number): Promise<string> =>
  signed({ iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, sub, scope }, expires);

/** The page's scripts, with the player as it is published. */
export async function buildPage(folder: string): Promise<void> {
  const alias: Record<string, string> = {};
  for (const [name, file] of Object.entries(PUBLISHED)) {
    alias[name] = join(folder, file);
    writeFileSync(join(folder, file), await codeOf(file));
  }
  cpSync(join(ROOT, 'tests/player/page/watch.html'), join(folder, 'watch.html'));
  cpSync(join(PACKAGES, 'video.js/dist/video-js.css'), join(folder, 'video-js.css'));
  await build({
    absWorkingDir: ROOT,
    nodePaths: [PACKAGES],
    entryPoints: ['tests/player/page/watch.ts'],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    alias,
    logLevel: 'error',
  });
}

const PUBLISHED = {
  '@streamgate/player': 'streamgate-player.js',
  '@streamgate/player/hlsjs': 'hlsjs.js',
  '@streamgate/player/shaka': 'shaka.js',
  '@streamgate/player/videojs': 'videojs.js',
  '@streamgate/player/native': 'native.js',
};
