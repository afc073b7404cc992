import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, signed } from '../../src/local/tokens.ts';
import { assertDocumented, codeOf, document, operations } from '../support/document.ts';
import { type Answer, type Service, startService } from '../support/service.ts';

let service: Service;
/** May do everything. */
let office = '';
/** What was answered so far, such as `POST /createuser: 201`. */
const seen = new Set<string>();

/** So that a renewal can be denied, too. */
const ONE_UHD = { name: 'uhd', where: { quality: 'uhd' }, limit: 1 };

const tokenFor = (scope: string) => signed({ iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, sub: '001', scope });

beforeAll(async () => {
  office = await tokenFor('users:read users:write streams:write streams:admin');
  service = await startService({ AUTH: 'jwt', STREAM_POLICIES: JSON.stringify([ONE_UHD]) });
}, 60_000);
afterAll(() => service.stop());

const entry = (route: string, status: number | string) => `${route}: ${status}`;

/** Sends a request, and holds its answer against the document. */
async function send(route: string, query: string, { headers, ...init }: RequestInit = {}): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const answer = await service.ask(`${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${office}`, ...headers },
    ...init,
  });
  assertDocumented(route, answer);
  seen.add(entry(route, answer.status));
  return answer;
}

const get = (route: string, query = '') => send(route, query);
const post = (route: string, body: unknown, type = 'application/json') =>
  send(route, '', { headers: { 'content-type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) });

const routes = [...operations.keys()];
const secured = [...operations].filter(([, { security }]) => security.length > 0).map(([route]) => route);
const posts = routes.filter((route) => route.startsWith('POST'));
const pages = ['GET /openapi.json', 'GET /docs'];
const queries = routes.filter((route) => route.startsWith('GET') && !pages.includes(route));

describe('what the document shows works', () => {
  const bodies = [...operations].flatMap(([route, { requestBody }]) =>
    Object.entries(requestBody?.content['application/json']?.examples ?? {}).map(
      ([name, { value }]) => [route, name, value] as const,
    ),
  );

  /** This service reads the plan from its tokens. */
  const isPlanChange = ([route, name]: readonly [string, string, unknown]) =>
    route === 'POST /updateuser' && name === 'plan';

  test.each(bodies.filter((body) => !isPlanChange(body)))('%s: %s', async (route, _, body) => {
    expect((await post(route, body)).status).toBeLessThan(300);
  });

  test.each(bodies.filter(isPlanChange))('%s: %s is refused where the token says it', async (route, _, body) => {
    expect(await post(route, body)).toMatchObject({ status: 409, body: { code: 'plan-from-token' } });
  });
});

describe('answers are as documented', () => {
  test.each([
    ['GET /getstreams', '?id=002'],
    ['GET /getuser', '?id=002'],
    ['GET /getallusers', '?limit=1'],
    ['GET /getallusers', '?limit=100&subscription=premium%20PLAN&online=false'],
    ['GET /health', ''],
    ...pages.map((page) => [page, '']),
  ])('%s%s', async (route = '', query) => {
    expect((await get(route, query)).status).toBe(200);
  });

  test('GET /openapi.json is openapi.json', async () => {
    expect((await get('GET /openapi.json')).body).toEqual(document);
  });

  test.each(pages)('%s, which the caller has', async (route) => {
    const etag = (await get(route)).headers.get('etag') ?? '';
    expect((await send(route, '', { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test.each(queries)('%s: a parameter that is not known', async (route) => {
    expect((await get(route, '?id=002&nope=1')).body.code).toBe('invalid-request');
  });

  test.each(posts)('%s: a body without its fields, too large, and of another type', async (route) => {
    expect((await post(route, {})).body.code).toBe('invalid-request');
    expect((await post(route, 'x'.repeat(9000))).body.code).toBe('body-too-large');
    expect((await post(route, '<id>002</id>', 'text/xml')).body.code).toBe('unsupported-media-type');
  });

  test.each(secured)('%s: no token, and one without the scope', async (route) => {
    const query = route.startsWith('GET') ? '?id=001' : '';
    const other = await tokenFor('nothing:else');
    const answers = [
      await send(route, query, { headers: { authorization: '' } }),
      await send(route, query, { headers: { authorization: `Bearer ${other}` } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 403]);
  });

  test.each(secured)('%s: no claims from the gateway', async (route) => {
    const query = route.startsWith('GET') ? '?id=001' : '';
    const headers = { 'sls-offline-authorizer-override': '{}' };
    expect((await send(route, query, { headers })).status).toBe(401);
  });

  test('a renewal that a policy denies', async () => {
    const id = '003';
    for (const session of ['a', 'b']) await post('POST /requeststream', { id, stream: 'film', session });
    const uhd = { quality: 'uhd' };
    expect((await post('POST /renewstream', { id, session: 'a', tags: uhd })).status).toBe(200);
    expect(await post('POST /renewstream', { id, session: 'b', tags: uhd })).toMatchObject({
      status: 409,
      body: { code: 'stream-limit-reached', policy: 'uhd' },
    });
  });

  test('a token of another user', async () => {
    const headers = { authorization: `Bearer ${await tokenFor('users:read')}` };
    expect((await send('GET /getuser', '?id=002', { headers })).body.code).toBe('forbidden');
  });

  test('a user who does not exist', async () => {
    const user = { id: 'nobody', session: 'tv' };
    const answers = [
      await get('GET /getuser', '?id=nobody'),
      await get('GET /getstreams', '?id=nobody'),
      await post('POST /requeststream', { ...user, stream: 'a' }),
      await post('POST /renewstream', user),
      await post('POST /stopstream', user),
      await post('POST /updateuser', { id: 'nobody', limit: 2 }),
      await post('POST /revokestreams', { id: 'nobody' }),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(Array(7).fill('user-not-found'));
  });

  test('a user who exists already', async () => {
    const user = { id: '002', Name: 'Thierry Henry', Subscription: 'standard plan' };
    expect((await post('POST /createuser', user)).body.code).toBe('user-exists');
  });

  test('a user who is blocked', async () => {
    await post('POST /createuser', { id: 'kept-out', Name: 'Kept Out', Subscription: 'basic plan' });
    expect((await post('POST /revokestreams', { id: 'kept-out', blockSeconds: 60 })).status).toBe(200);
    const answer = await post('POST /requeststream', { id: 'kept-out', stream: 'a' });
    expect(answer.body.code).toBe('user-blocked');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50);
  });

  test('one stream too many, and a lease that does not exist', async () => {
    for (const stream of ['a', 'b', 'c']) await post('POST /requeststream', { id: '003', stream, device: 'Télé 📺' });
    const denied = await post('POST /requeststream', { id: '003', stream: 'd' });
    expect(denied.body).toMatchObject({ code: 'stream-limit-reached', streams: [{ stream: 'a' }, {}, {}] });
    expect((await post('POST /renewstream', { id: '003', session: 'd' })).body.code).toBe('stream-ended');
    await get('GET /getuser', '?id=003');
    await get('GET /getstreams', '?id=003');
  });
});

// Last, as it looks at what the tests before it saw.
test('each documented answer was seen, except those that only an unhealthy service gives', () => {
  // This service runs with passes off, so it never answers `too-many-starts`.
  const NEVER = ['throttled', 'internal-error', 'unavailable', 'too-many-starts'];
  const documented = [...operations].flatMap(([route, { responses }]) =>
    Object.entries(responses)
      .filter(([, response]) => !NEVER.includes(codeOf(response) ?? ''))
      .map(([status]) => entry(route, status)),
  );
  expect([...seen].sort()).toEqual(documented.sort());
});
