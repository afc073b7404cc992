import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createVerifier } from '../../../edge/verify.ts';
import { install } from '../install.mjs';
import { localKeys } from '../pass-keys.ts';
import { makeClip } from './clip.ts';
import { mediaListener, type Served, serveLocally } from './serve.ts';

const CONSOLE = fileURLToPath(new URL('../../pages/console/', import.meta.url));
const MEDIA = fileURLToPath(new URL('../../pages/media/', import.meta.url));

/** Passes on, and leases so short that a cheat soon ends, unless the shell has other settings. */
export const demoSettings = (shell: Readonly<Record<string, string | undefined>>) => ({
  LEASE_SECONDS: '20',
  RENEW_SECONDS: '8',
  SPARE_LEASE_SECONDS: '20',
  SPARE_RENEW_SECONDS: '8',
  ...shell,
  PASSES: 'on',
  PASS_KEYS: '',
  PASS_PATH: '/media/{stream}/',
});

const NO_FFMPEG = 'There is no ffmpeg on this machine, and no picture without it. Install it, and start again.\n';

/**
 * Serves the console with pictures: a live stream behind the verifier, which only passes of the service open.
 * @param service gets all other requests
 */
export async function serveDemo(dataDir: string, service: string, port: number): Promise<Served> {
  const folder = await makeClip(dataDir);
  if (folder === undefined) return serveLocally((_, response) => response.writeHead(503).end(NO_FFMPEG), port);
  install('src/pages/media', 'hls.js, which plays the pictures');
  const media = mediaListener(folder, createVerifier(localKeys(dataDir)));
  const script = await consoleScript();
  const style = readFileSync(`${MEDIA}media.css`, 'utf8');
  const listener: RequestListener = (request, response) => {
    const path = request.url?.split('?', 1)[0] ?? '';
    if (path.startsWith('/media/')) return media(request, response);
    if (path === '/console.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    handOver(request, response, service, path === '/console.css' ? style : '').catch(() => response.destroy());
  };
  return serveLocally(listener, port);
}

/** The console's script, with pictures. */
async function consoleScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${CONSOLE}main.ts`],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [
      {
        name: 'pictures',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^\.\/picture\.ts$/ }, () => ({ path: `${MEDIA}picture.ts` }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

/** @param more text after the answer */
async function handOver(
  request: IncomingMessage,
  response: ServerResponse,
  service: string,
  more: string,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = 'GET', url = '/', headers } = request;
  const { 'content-type': type, authorization } = headers;
  const answer = await fetch(`${service}${url}`, {
    method,
    headers: { ...(type && { 'content-type': type }), ...(authorization && { authorization }) },
    ...(method !== 'GET' && method !== 'HEAD' && { body: Buffer.concat(chunks) }),
    redirect: 'manual',
  });
  const text = await answer.text();
  for (const [name, value] of answer.headers) {
    if (/^(?:connection|keep-alive|transfer-encoding|content-(?:encoding|length)|etag)$/.test(name)) continue;
    // hls.js plays segments from memory.
    response.setHeader(name, name === 'content-security-policy' ? `${value}; media-src blob:` : value);
  }
  response.writeHead(answer.status).end(text + more);
}
