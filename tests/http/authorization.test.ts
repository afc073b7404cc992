import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UnsecuredJWT } from 'jose';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, signed } from '../../src/local/tokens.ts';
import { type Service, startService, stopServices } from '../support/service.ts';
import { until } from '../support/until.ts';

const ORIGIN = 'https://watch.example.com';
const MARK = 'mark-7f3a';

let service: Service;
let users = 0;

beforeAll(async () => {
  service = await startService({ AUTH: 'jwt', CORS_ORIGINS: ORIGIN, LOG_LEVEL: 'TRACE' });
});
afterAll(stopServices);

const VIEWER = {
  iss: LOCAL_ISSUER,
  aud: LOCAL_AUDIENCE,
  scope: 'streams:write',
  name: MARK,
  email: `${MARK}@a.example`,
};

/** A token of the issuer, for a user who may watch. */
const token = (claims: object, expires?: number) => signed({ ...VIEWER, ...claims }, expires);

const bearer = async (claims: object, expires?: number) => ({
  authorization: `Bearer ${await token(claims, expires)}`,
});

/** What the handlers see when API Gateway hands these claims over, whatever the route let pass. */
const handedOver = async (authorizer: object, claims: object) => ({
  ...(await bearer(claims)),
  'sls-offline-authorizer-override': JSON.stringify(authorizer),
});

/** The token that was printed for a role. */
function printed(role: string) {
  const text = new RegExp(`${role}='(.+)'`).exec(service.output())?.[1];
  return { authorization: `Bearer ${text}` };
}

async function newUser(id = `user-${users++}`) {
  const user = { id, Name: `${MARK} of ${id}`, Subscription: 'basic plan' };
  expect(await service.post('/createuser', user, printed('OFFICE'))).toMatchObject({ status: 201 });
  return id;
}

const start = (id: string, session: string, headers: Record<string, string>) =>
  service.post('/requeststream', { id, stream: 'stream_100', session }, headers);

test('it says that signatures are not checked, and prints a token a role that works', async () => {
  expect(service.output()).toContain('Signatures are NOT checked on this machine');
  expect(await start('001', 'tv', printed('VIEWER'))).toMatchObject({ status: 200 });
  expect(await service.get('/getallusers', printed('OFFICE'))).toMatchObject({ status: 200 });
  expect(await service.get('/getallusers', printed('VIEWER'))).toMatchObject({ status: 403 });
});

test('a viewer starts, renews, sees and stops their own streams', async () => {
  const id = await newUser();
  const own = await bearer({ sub: id });
  expect(await start(id, 'tv', own)).toMatchObject({ status: 200 });
  expect(await service.post('/renewstream', { id, session: 'tv' }, own)).toMatchObject({ status: 200 });
  expect(await service.get(`/getstreams?id=${id}`, own)).toMatchObject({ status: 200, body: { activeStreams: 1 } });
  expect(await service.post('/stopstream', { id, session: 'tv' }, own)).toMatchObject({ status: 200 });
});

describe('refused:', () => {
  test('another user’s streams cannot be started, seen, renewed or stopped, even with a known session', async () => {
    const id = await newUser();
    await start(id, 'tv', await bearer({ sub: id }));
    const other = await bearer({ sub: 'stranger' });
    const answers = [
      await start(id, 'mine', other),
      await service.get(`/getstreams?id=${id}`, other),
      await service.post('/renewstream', { id, session: 'tv' }, other),
      await service.post('/stopstream', { id, session: 'tv' }, other),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const seen = await service.get(`/getstreams?id=${id}`, printed('OFFICE'));
    expect(seen.body).toMatchObject({ activeStreams: 1, streams: [{ session: 'tv' }] });
  });

  test('a refusal does not reveal whether the user exists', async () => {
    const id = await newUser();
    const other = await bearer({ sub: 'stranger', scope: 'users:read' });
    const details = [];
    for (const each of [id, 'nobody']) {
      const { status, body } = await service.get(`/getuser?id=${each}`, other);
      details.push({ status, detail: body.detail });
    }
    expect(details[0]).toEqual(details[1]);
  });

  test.each([
    ['that has expired', {}, 1_700_000_000],
    ['of another issuer', { iss: 'https://elsewhere.example' }, undefined],
    ['for another audience', { aud: 'elsewhere' }, undefined],
  ])('a token %s', async (_, claims, expires) => {
    const id = await newUser();
    expect(await start(id, 'tv', await bearer({ sub: id, ...claims }, expires))).toMatchObject({ status: 401 });
  });

  test.each([undefined, 'Bearer', 'Bearer x.y.z', 'Basic MDEwOnNlY3JldA=='])(
    'authorization: %s',
    async (authorization) => {
      const answer = await service.get('/getstreams?id=001', authorization === undefined ? {} : { authorization });
      expect(answer.status).toBe(401);
    },
  );

  test('a token that never expires, which the emulator lets pass', async () => {
    const forever = new UnsecuredJWT({ ...VIEWER, sub: '001' });
    const answer = await service.get('/getstreams?id=001', { authorization: `Bearer ${forever.encode()}` });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });

  test('a token without the scope', async () => {
    expect(await start('001', 'tv', await bearer({ sub: '001', scope: 'users:read' }))).toMatchObject({ status: 403 });
    expect(await start('001', 'tv', await bearer({ sub: '001', scope: undefined }))).toMatchObject({ status: 403 });
  });

  test('all users, or another user, without streams:admin', async () => {
    const reader = await bearer({ sub: '001', scope: 'users:read users:write' });
    const answers = [
      await service.get('/getallusers', reader),
      await service.get('/getuser?id=002', reader),
      await service.post('/removeuser', { id: '002' }, reader),
      await service.post('/createuser', { id: 'new', Name: 'New', Subscription: 'basic plan' }, reader),
      await service.post('/createuser', { Name: 'New', Subscription: 'basic plan' }, reader),
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await service.get('/getuser?id=001', reader)).toMatchObject({ status: 200 });
  });

  test('a request that a wrongly wired route let pass: without claims, with those of another issuer, or of too few scopes', async () => {
    const id = await newUser();
    const claims = {
      iss: LOCAL_ISSUER,
      aud: `[elsewhere ${LOCAL_AUDIENCE}]`,
      exp: '4102444800',
      sub: id,
      scp: '[openid streams:write]',
    };
    const pass = async (authorizer: object) =>
      (await start(id, 'tv', await handedOver(authorizer, { sub: id }))).status;
    expect(await pass({ jwt: { claims } })).toBe(200);
    expect(await pass({})).toBe(401);
    expect(await pass({ lambda: claims })).toBe(401);
    expect(await pass({ jwt: { claims: { ...claims, iss: 'https://elsewhere.example' } } })).toBe(401);
    expect(await pass({ jwt: { claims: { ...claims, scp: '[openid]' }, scopes: ['streams:write'] } })).toBe(403);
  });

  test('a body over 8 KB, whoever sends it', async () => {
    const own = await bearer({ sub: '001' });
    const body = { id: '001', stream: 'x'.repeat(100_000) };
    expect(await service.post('/requeststream', body, own)).toMatchObject({ status: 413 });
  });

  test('a cursor that was invented, or belongs to other filters', async () => {
    const { body } = await service.get('/getallusers?limit=1', printed('OFFICE'));
    const made = Buffer.from('[null,null,{"plan":"basic plan"}]').toString('base64url');
    for (const query of [`cursor=${made}`, 'cursor=__proto__', `cursor=${body.cursor}&subscription=basic+plan`]) {
      const answer = await service.get(`/getallusers?${query}`, printed('OFFICE'));
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'cursor' }] } });
    }
  });
});

test('replay: a repeated start and a repeated stop change nothing', async () => {
  const id = await newUser();
  const own = await bearer({ sub: id });
  for (let i = 0; i < 4; i++)
    expect(await start(id, 'tv', own)).toMatchObject({ status: 200, body: { activeStreams: 1 } });
  for (let i = 0; i < 2; i++) {
    const answer = await service.post('/stopstream', { id, session: 'tv' }, own);
    expect(answer).toMatchObject({ status: 200, body: { activeStreams: 0 } });
  }
});

test('health needs no token', async () => {
  expect(await service.get('/health')).toMatchObject({ status: 200 });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${service.url}/requeststream`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });

  test('accepts a page of a listed origin, with a token', async () => {
    const { status, headers } = await preflight(ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect(headers.get('access-control-allow-headers')).toContain('authorization');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('refuses a page of another origin', async () => {
    const { headers } = await preflight('https://evil.example');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('no token, claim or name is in the log', async () => {
  const id = await newUser();
  const own = await token({ sub: id, jti: MARK });
  await start(id, 'tv', { authorization: `Bearer ${own}` });
  await start('002', 'tv', { authorization: `Bearer ${own}` });
  await service.get('/getallusers?cursor=x', printed('OFFICE'));
  await service.post('/createuser', { id, Name: MARK, Subscription: MARK }, printed('OFFICE'));
  await service.post('/removeuser', { id }, printed('OFFICE'));
  const log = () => service.logs().map((line) => JSON.stringify(line));
  const last = (lines: string[]) => lines.some((line) => line.includes('user-removed') && line.includes(id));
  await until(async () => log(), last);
  expect(service.logs()).toContainEqual(expect.objectContaining({ code: 'access-refused', problem: 'forbidden' }));
  for (const secret of [MARK, LOCAL_ISSUER, ...own.split('.'), 'Bearer', 'Bergkamp']) {
    expect(log().filter((line) => line.includes(secret))).toEqual([]);
  }
});
