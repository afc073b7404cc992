import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openService, stopServices } from '../support/service.ts';

let service: Awaited<ReturnType<typeof openService>>;

beforeAll(async () => {
  service = await openService();
}, 90_000);
afterAll(stopServices);

const idle = { Online: { Streams: { activeStreams: 0, watching: [] } }, offline: { lastOnline: null } };

/** A user of its own for a test. */
async function newUser(Subscription = 'basic plan'): Promise<string> {
  const id = randomUUID();
  expect(await service.post('/createuser', { id, Name: 'Van Persie', Subscription })).toMatchObject({ status: 201 });
  return id;
}

const start = (id: string, stream: string, more = {}) => service.post('/requeststream', { id, stream, ...more });

describe('users', () => {
  test('are created with the inherited template, read, listed and removed', async () => {
    const id = randomUUID();
    const user = { id, Name: 'Van Persie', Subscription: 'basic plan', Status: idle };
    expect(await service.post('/createuser', user)).toMatchObject({ status: 201, body: user });
    const read = await service.get(`/getuser?id=${id}`);
    expect(JSON.stringify(read.body)).toBe(JSON.stringify(user));
    expect(await service.post('/createuser', user)).toMatchObject({ status: 409, body: { code: 'user-exists' } });
    expect(await service.get('/getallusers?limit=100&online=false')).toMatchObject({
      status: 200,
      body: { users: expect.arrayContaining([user]) },
    });
    expect(await service.post('/removeuser', { id })).toMatchObject({ status: 200, body: { id } });
    expect(await service.post('/removeuser', { id })).toMatchObject({ status: 200, body: { id } });
    expect(await service.get(`/getuser?id=${id}`)).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
  });

  test('are listed page by page', async () => {
    const ids = [await newUser('Gold'), await newUser('gold '), await newUser('GOLD')].sort();
    const first = await service.get('/getallusers?subscription=gold&limit=2');
    expect(first.body.users).toHaveLength(2);
    const second = await service.get(`/getallusers?subscription=gold&limit=2&cursor=${first.body.cursor}`);
    expect(second.body.cursor).toBeUndefined();
    const listed = [...first.body.users, ...second.body.users].map((user: { id: string }) => user.id);
    expect(listed.sort()).toEqual(ids);
  });
});

describe('streams', () => {
  test('start, renew, switch and stop', async () => {
    const id = await newUser();
    const lease = await start(id, 'stream_100', { session: 'tv-1', device: 'Living room' });
    expect(lease).toMatchObject({ status: 200, body: { session: 'tv-1', activeStreams: 1, limit: 3 } });
    expect(Date.parse(lease.body.expiresAt) - Date.parse(lease.body.startedAt)).toBe(150_000);
    expect(lease.body.renewAfter).toBeGreaterThanOrEqual(48);
    expect(lease.body.renewAfter).toBeLessThanOrEqual(60);
    expect(await service.post('/renewstream', { id, session: 'tv-1', stream: 'stream_200' })).toMatchObject({
      status: 200,
      body: { watching: ['stream_200'] },
    });
    expect((await service.get(`/getstreams?id=${id}`)).body).toMatchObject({
      activeStreams: 1,
      streams: [{ session: 'tv-1', stream: 'stream_200', device: 'Living room' }],
    });
    expect((await service.get(`/getuser?id=${id}`)).body.Status).toEqual({
      Online: { Streams: { activeStreams: 1, watching: ['stream_200'] } },
      offline: { lastOnline: null },
    });
    for (let i = 0; i < 2; i++) {
      const stopped = await service.post('/stopstream', { id, session: 'tv-1' });
      expect(stopped).toMatchObject({ status: 200, body: { activeStreams: 0, watching: [] } });
    }
    expect((await service.get(`/getuser?id=${id}`)).body.Status.offline.lastOnline).toMatch(/^20.*Z$/);
    expect(await service.post('/renewstream', { id, session: 'tv-1' })).toMatchObject({
      status: 410,
      body: { code: 'stream-ended' },
    });
  });

  test('fifty starts of one user at once admit exactly three; the others get the list of streams', async () => {
    const id = await newUser();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => start(id, `stream_${i}`)));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(3);
    const denied = answers.filter((answer) => answer.status === 409);
    expect(denied).toHaveLength(47);
    for (const { body } of denied) {
      expect(body).toMatchObject({ code: 'stream-limit-reached', limit: 3, activeStreams: 3 });
      expect(body.streams).toHaveLength(3);
    }
    expect((await service.get(`/getstreams?id=${id}`)).body.activeStreams).toBe(3);
  }, 60_000);

  test.each(['constructor', '__proto__', 'a.b', 'size'])('%s is an ordinary session', async (session) => {
    const id = await newUser();
    expect(await start(id, 'a', { session })).toMatchObject({ status: 200, body: { session, activeStreams: 1 } });
    expect(await start(id, 'a', { session })).toMatchObject({ status: 200, body: { activeStreams: 1 } });
    expect(await service.post('/stopstream', { id, session })).toMatchObject({ body: { activeStreams: 0 } });
  });
});

describe('bad input', () => {
  const LARGE = JSON.stringify({ id: '001', stream: 'x'.repeat(9000) });

  test.each([
    ['broken JSON', '/requeststream', '{"id":"001"', 400],
    ['no JSON at all', '/requeststream', '', 400],
    ['an array', '/requeststream', '[]', 400],
    ['a bare false', '/requeststream', 'false', 400],
    ['a bare null', '/renewstream', 'null', 400],
    ['deep nesting', '/requeststream', `{"id":${'['.repeat(2000)}${']'.repeat(2000)},"stream":"a"}`, 400],
    ['a number for a string', '/requeststream', '{"id":1,"stream":"a"}', 400],
    ['a missing field', '/renewstream', '{"id":"001"}', 400],
    ['an unknown field', '/stopstream', '{"id":"001","session":"a","force":true}', 400],
    ['a control character', '/createuser', '{"Name":"a\\u0007","Subscription":"basic plan"}', 400],
    ['a body over 8 KB', '/requeststream', LARGE, 413],
  ])('%s is refused, and changes nothing', async (_, path, body, status) => {
    const answer = await service.post(path, body);
    expect(answer).toMatchObject({ status, body: { status } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (status === 400) expect(answer.body.errors.length).toBeGreaterThan(0);
    expect((await service.get('/getstreams?id=001')).body.activeStreams).toBe(0);
  });

  test.each([
    ['/getuser', 'id'],
    ['/getuser?id=', 'id'],
    ['/getuser?id=001&id=002', 'id'],
    ['/getuser?id=001&x=1', 'x'],
    ['/getstreams?id=%00', 'id'],
    ['/getallusers?limit=0', 'limit'],
    ['/getallusers?online=maybe', 'online'],
    ['/getallusers?cursor=made-up', 'cursor'],
    ['/health?x=1', 'x'],
  ])('GET %s names %s', async (path, fault) => {
    expect(await service.get(path)).toMatchObject({ status: 400, body: { errors: [{ path: fault }] } });
  });

  test('a type that is not JSON is refused, except those of beacons and curl', async () => {
    const post = (type: string) =>
      service.ask('/requeststream', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"id":"nobody","stream":"a"}',
      });
    expect(await post('application/xml')).toMatchObject({ status: 415, body: { code: 'unsupported-media-type' } });
    expect(await post('text/plain;charset=UTF-8')).toMatchObject({ status: 404 });
    expect(await post('application/x-www-form-urlencoded')).toMatchObject({ status: 404 });
  });
});

test('a body in Latin-1 is refused, and says why', async () => {
  const answer = await service.ask('/createuser', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from('{"id":"latin","Name":"Zoë","Subscription":"basic plan"}', 'latin1'),
  });
  expect(answer).toMatchObject({ status: 400, body: { detail: 'The body is not UTF-8, or contains U+FFFD' } });
});

test('the service is healthy', async () => {
  expect(await service.get('/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
});
