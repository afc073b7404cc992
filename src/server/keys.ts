import { readFile } from 'node:fs/promises';
import { createLocalJWKSet, errors, type FlattenedJWSInput, type JSONWebKeySet, type JWSHeaderParameters } from 'jose';
import * as z from 'zod/mini';

/** The issuer has not sent its keys yet, so no token can be checked. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

type GetKey = ReturnType<typeof createLocalJWKSet>;

const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const Discovery = z.object({ jwks_uri: z.url() });

/** The next token after this time starts a refresh of the keys, without waiting for it. */
const FRESH_MS = 10 * 60_000;
/** An unknown key causes a refresh at most this often, because strangers can invent as many as they like. */
const PAUSE_MS = 30_000;
const TIMEOUT_MS = 5000;

/**
 * The issuer's keys. If the issuer does not answer, the last ones stay valid until it sends others; API Gateway keeps
 * them for two hours.
 * @param source of the keys: an https URL or a file with a JWKS; undefined: the one in the issuer's discovery document
 * @param now epoch milliseconds
 */
export function issuerKeys(issuer: string, source: string | undefined, now: () => number): GetKey {
  let known: GetKey | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = (): Promise<void> => {
    asking ??= load(issuer, source)
      .then((keys) => {
        known = createLocalJWKSet(keys);
      })
      .finally(() => {
        asked = now();
        asking = undefined;
      });
    return asking;
  };

  return async (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => {
    if (known === undefined) {
      if (asking === undefined && now() - asked < 1000) throw new KeysUnavailable('the issuer gave no keys');
      await ask().catch((cause) => {
        throw new KeysUnavailable('the issuer gave no keys', { cause });
      });
    } else if (now() - asked > FRESH_MS) ask().catch(() => {});
    if (known === undefined) throw new KeysUnavailable('the issuer gave no keys');
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || now() - asked < PAUSE_MS) throw error;
      await ask().catch(() => {});
      return known(header, token);
    }
  };
}

async function load(issuer: string, source: string | undefined): Promise<JSONWebKeySet> {
  if (source !== undefined && !source.startsWith('https://') && !source.startsWith('http://127.0.0.1:')) {
    return z.parse(KeySet, JSON.parse(await readFile(source, 'utf8')));
  }
  const url = source ?? (await discover(issuer));
  return z.parse(KeySet, await get(url));
}

const discover = async (issuer: string): Promise<string> =>
  z.parse(Discovery, await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)).jwks_uri;

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
