import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Verifier } from '../../../edge/verify.ts';
import { livePlaylist } from './live.ts';

const TYPES: Readonly<Record<string, string>> = {
  m3u8: 'application/vnd.apple.mpegurl',
  mp4: 'video/mp4',
  m4s: 'video/iso.segment',
};
/** Every stream has the same clip, as a recording and as a live channel. */
const FILE = /^\/media\/[^/]+\/(?<name>[\w-]+\.(?<kind>m3u8|mp4|m4s))$/;

/**
 * Serves `/media/<stream>/live.m3u8`, `/media/<stream>/vod.m3u8` and their segments to clients with a pass.
 * @param folder of the clip
 */
export function mediaListener(folder: string, verifier: Verifier): RequestListener {
  const recorded = readFileSync(join(folder, 'vod.m3u8'), 'utf8');
  const begun = Date.now();
  return (request, response) => {
    const verdict = verifier.check(request);
    if (verdict.outcome === 'refused') {
      response.writeHead(verdict.status, verdict.headers).end(verdict.body);
      return;
    }
    const { name = '', kind = '' } = FILE.exec(verdict.url.split('?', 1)[0] ?? '')?.groups ?? {};
    const headers = {
      'access-control-allow-origin': '*',
      'cache-control': 'no-cache',
      'content-type': TYPES[kind] ?? 'text/plain',
    };
    const file = join(folder, name);
    if (name === 'live.m3u8') response.writeHead(200, headers).end(livePlaylist(recorded, Date.now() - begun));
    else if (name !== '' && existsSync(file)) createReadStream(file).pipe(response.writeHead(200, headers));
    else response.writeHead(404, headers).end();
  };
}

export interface Served {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** @param port 0 for any */
export async function serveLocally(listener: RequestListener, port = 0): Promise<Served> {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: given } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${given}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
