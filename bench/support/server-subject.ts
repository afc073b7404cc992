import { join } from 'node:path';
import { bundleServer } from '../../build/server.ts';
import { openIssuer, signer } from '../../tests/support/issuer.ts';
import { bundleBare } from './bundles.ts';
import { AUDIENCE, functionEnvironment, ISSUER } from './events.ts';
import { startServerProcess } from './server-process.ts';

/** What the measurements of a server have in common: its bundle, an issuer, and tokens. */
export async function openSubject(folder: string) {
  const file = join(folder, 'server.cjs');
  await bundleServer(file);
  const issuer = await openIssuer();
  const [one, stranger] = [await signer('one'), await signer('stranger')];
  issuer.publish(one);
  const claims = { iss: ISSUER, aud: AUDIENCE, sub: 'office', scope: 'streams:write streams:admin', exp: 4102444800 };
  return {
    /** @returns a new process of the server, on this table */
    open: (endpoint: unknown) =>
      startServerProcess(file, {
        ...functionEnvironment(String(endpoint), 'streamgate-bench-server'),
        AUTH_KEYS: issuer.url,
        ACCESS_LOG_EVERY: '100',
        LOG_LEVEL: 'ERROR',
      }),
    /** @returns a new process of a server that only calls this table */
    openBare: async (endpoint: unknown) => {
      const { path } = await bundleBare('support/bare-server', folder);
      return startServerProcess(path, functionEnvironment(String(endpoint), 'streamgate-bench-server'));
    },
    issuer,
    token: await one.sign(claims),
    /** Of a key that the issuer has never had. */
    strange: await stranger.sign(claims),
  };
}

export type Subject = Awaited<ReturnType<typeof openSubject>>;
