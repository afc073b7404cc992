import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifier } from '../../edge/verify.ts';
import { createApp } from '../../src/composition-root.ts';
import { createEndpoints } from '../../src/endpoints.ts';
import type { Endpoint } from '../../src/http/app.ts';
import { makeClip } from '../../src/local/media/clip.ts';
import { mediaListener, serveLocally } from '../../src/local/media/serve.ts';
import { newKey } from '../../src/local/pass-keys.ts';
import { Log } from '../../src/log/log.ts';
import { parseKeys } from '../../src/passes/keys.ts';
import { countsOf } from '../../src/server/counts.ts';
import { readinessOf } from '../../src/server/readiness.ts';
import { createServer } from '../../src/server/server.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { openBrowser } from './browser.ts';
import { buildPage, screenOf } from './cinema.ts';
import { serveFolder } from './site.ts';
import { openTable, testDeps } from './table.ts';

/** Passes last no longer: long enough for a busy machine, short enough to see them end. */
export const LEASE_SECONDS = 8;
const RENEW_SECONDS = 0.4;

export interface PassWatching {
  readonly library: string;
  readonly stream: string;
  readonly kind?: 'live' | 'vod';
  /** Of the page's player; of that one, but kept when it has none any more; or no pass at all. */
  readonly passes?: 'own' | 'kept' | 'none';
  readonly wrongByHours?: number;
}

/** A page that plays what only passes open: the service, the edge and the page, each on an origin of its own. */
export async function openPassCinema() {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-passes-'));
  const clip = await makeClip(folder);
  if (clip === undefined) throw new Error('There is no ffmpeg: run "apt-get install ffmpeg".');
  await buildPage(folder);
  const site = await serveFolder(folder);
  const keys = join(folder, 'keys.json');
  const readKeys = () => parseKeys(readFileSync(keys, 'utf8'));
  const verifier = createVerifier(() => new Map(readKeys().map(({ kid, key }) => [kid, key])));
  writeFileSync(keys, JSON.stringify({ keys: [newKey('k1')] }));
  const media = await serveLocally(mediaListener(clip, verifier));
  const service = await openService(keys, site.url);
  const browser = await openBrowser();
  let users = 0;

  return {
    context: browser.context,
    /** From now on a new key signs. The edge has it, and keeps the old ones. */
    rotate: () => {
      const known = readKeys();
      writeFileSync(keys, JSON.stringify({ keys: [newKey(`k${known.length + 1}`), ...known] }));
      service.replaceInstance();
    },
    post: service.post,
    newUser: async (): Promise<string> => {
      const id = `viewer-${++users}`;
      await service.post('/createuser', { id, Name: id, Subscription: 'basic plan' });
      return id;
    },
    open: async (user: string, watching: PassWatching) => {
      const { library, stream, kind = 'live', passes = 'own', wrongByHours = 0 } = watching;
      const page = await browser.context.newPage();
      if (wrongByHours !== 0) await page.addInitScript(wrongClock(wrongByHours));
      // A cheat's picture is not tied to its player.
      const attached = passes === 'own' ? 'yes' : 'no';
      const url = `${media.url}/media/${stream}/${kind}.m3u8`;
      const query = { user, service: service.url, library, stream, passes, attached, media: url };
      await page.goto(`${site.url}/watch.html?${new URLSearchParams(query)}`);
      return screenOf(page);
    },
    close: async () => {
      await browser.close();
      await service.close();
      await media.close();
      await site.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type PassCinema = Awaited<ReturnType<typeof openPassCinema>>;

/** The service as an instance of the fleet runs it, in this process. */
async function openService(keys: string, origin: string) {
  const table = await openTable();
  const settings = parseSettings({
    TABLE_NAME: 'users',
    AUTH: 'none',
    CORS_ORIGINS: origin,
    PASSES: 'on',
    PASS_KEYS: `file:${keys}`,
    PASS_PATH: '/media/{stream}/',
    LEASE_SECONDS: String(LEASE_SECONDS),
    RENEW_SECONDS: String(RENEW_SECONDS),
    SPARE_LEASE_SECONDS: String(LEASE_SECONDS),
    SPARE_RENEW_SECONDS: String(RENEW_SECONDS),
  });
  const deps = { ...testDeps(table.deps.table), rules: settings.rules };
  const newInstance = () => createApp(settings, new Log(settings, Date.now), deps);
  const app = newInstance();
  const first = createEndpoints(app);
  let current = first;
  const names = Object.keys(first) as (keyof typeof first)[];
  const latest =
    (name: keyof typeof first): Endpoint =>
    (event, context) =>
      current[name](event, context);
  const server = await createServer({
    app,
    endpoints: { ...first, ...Object.fromEntries(names.map((name) => [name, latest(name)])) },
    pages: {},
    keys: undefined,
    readiness: readinessOf(false, Date.now),
    accessLog: () => {},
    counts: countsOf(app.log),
    behindBalancer: false,
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://localhost:${(server.server.address() as AddressInfo).port}`;
  return {
    url,
    /** The next one reads the keys anew. */
    replaceInstance: () => {
      current = createEndpoints(newInstance());
    },
    post: async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
      return response.json();
    },
    close: async () => {
      await server.close();
      await table.close();
    },
  };
}

/** The page's own clock is wrong, whatever the machine's is. */
const wrongClock = (hours: number) => `{
  const Right = Date;
  const by = ${hours} * 3_600_000;
  Date = class extends Right {
    constructor(...given) { given.length > 0 ? super(...given) : super(Right.now() + by); }
    static now() { return Right.now() + by; }
  };
}`;
