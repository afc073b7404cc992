import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { Unauthorized } from '../../src/http/authorization.ts';
import { issuerKeys, KeysUnavailable } from '../../src/server/keys.ts';
import { claimsOf } from '../../src/server/tokens.ts';
import { openIssuer, signer } from '../support/issuer.ts';

const ISSUER = 'https://issuer.invalid';
const MINUTE = 60_000;
let issuer: Awaited<ReturnType<typeof openIssuer>>;
let now = 1_800_000_000_000;
const keys = () => issuerKeys(ISSUER, issuer.url, () => now);
const claims = { sub: '001', aud: ['a', 'b'], exp: 1_900_000_000, scope: 'streams:write' };

beforeAll(async () => {
  issuer = await openIssuer();
});
afterAll(() => issuer.close());
beforeEach(() => {
  issuer.fail(false);
  issuer.publish();
});

test.each(['RS256', 'ES256'] as const)(
  'takes a token of %s, and hands its claims over as API Gateway does: text',
  async (alg) => {
    const one = await signer('one', alg);
    issuer.publish(one);
    expect(await claimsOf(`Bearer ${await one.sign(claims)}`, keys())).toEqual({
      sub: '001',
      aud: '[a b]',
      exp: '1900000000',
      scope: 'streams:write',
    });
  },
);

describe('refuses', () => {
  test('a token signed with another key of the same id', async () => {
    issuer.publish(await signer('one'));
    const stranger = await signer('one');
    await expect(claimsOf(`Bearer ${await stranger.sign(claims)}`, keys())).rejects.toThrow(Unauthorized);
  });

  test('a token without a signature', async () => {
    issuer.publish(await signer('one'));
    const token = new UnsecuredJWT(claims).encode();
    await expect(claimsOf(`Bearer ${token}`, keys())).rejects.toThrow(Unauthorized);
  });

  test('a token that is signed with the public key as if it were a secret', async () => {
    const one = await signer('one');
    issuer.publish(one);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .sign(new TextEncoder().encode(JSON.stringify(one.publicKey)));
    await expect(claimsOf(`Bearer ${token}`, keys())).rejects.toThrow(Unauthorized);
  });

  test.each([undefined, '', 'Bearer ', 'Bearer a b', 'Bearer abc', 'Basic abc'])('the header %p', async (header) => {
    issuer.publish(await signer('one'));
    await expect(claimsOf(header, keys())).rejects.toThrow(Unauthorized);
  });
});

describe('the keys', () => {
  test('are requested once, however many tokens arrive', async () => {
    const one = await signer('one');
    issuer.publish(one);
    const get = keys();
    const before = issuer.asked();
    const token = `Bearer ${await one.sign(claims)}`;
    await Promise.all(Array.from({ length: 50 }, () => claimsOf(token, get)));
    expect(issuer.asked() - before).toBe(1);
  });

  test('change: an unknown key causes a request, and strangers cannot cause many', async () => {
    const [one, two, stranger] = [await signer('one'), await signer('two'), await signer('stranger')];
    issuer.publish(one);
    const get = keys();
    await claimsOf(`Bearer ${await one.sign(claims)}`, get);
    issuer.publish(one, two);
    now += MINUTE;
    expect(await claimsOf(`Bearer ${await two.sign(claims)}`, get)).toMatchObject({ sub: '001' });
    const before = issuer.asked();
    const made = `Bearer ${await stranger.sign(claims)}`;
    for (let i = 0; i < 20; i++) await expect(claimsOf(made, get)).rejects.toThrow(Unauthorized);
    expect(issuer.asked() - before).toBe(0);
  });

  test('stay good while the issuer does not answer', async () => {
    const one = await signer('one');
    issuer.publish(one);
    const get = keys();
    const token = `Bearer ${await one.sign(claims)}`;
    await claimsOf(token, get);
    issuer.fail(true);
    for (const minutes of [11, 60, 120]) {
      now += minutes * MINUTE;
      expect(await claimsOf(token, get)).toMatchObject({ sub: '001' });
    }
  });

  test('that were never read are a fault of the service, not of the token', async () => {
    const one = await signer('one');
    issuer.fail(true);
    const get = keys();
    const token = `Bearer ${await one.sign(claims)}`;
    await expect(claimsOf(token, get)).rejects.toThrow(KeysUnavailable);
    issuer.fail(false);
    issuer.publish(one);
    now += 2000;
    expect(await claimsOf(token, get)).toMatchObject({ sub: '001' });
  });
});
