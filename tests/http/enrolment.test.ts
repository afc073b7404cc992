import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOCAL_AUDIENCE, LOCAL_CLAIM, LOCAL_ISSUER, signed } from '../../src/local/tokens.ts';
import { THOROUGH } from '../support/repeat.ts';
import { type Service, startService } from '../support/service.ts';

/** Whose first starts meet. */
const FANS = THOROUGH ? 1000 : 300;

let service: Service;
beforeAll(async () => {
  service = await startService({ AUTH: 'jwt', STREAM_LIMITS_BY_SUBSCRIPTION: '{"premium plan":5}' });
}, 60_000);
afterAll(() => service.stop());

const bearer = async (claims: object) => ({
  authorization: `Bearer ${await signed({ iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, scope: 'streams:write', ...claims })}`,
});
const office = () => bearer({ sub: 'office', scope: 'users:read users:write streams:write streams:admin' });

/** A token that `npm start` prints. */
const printed = (variable: string) => {
  const [, token] = new RegExp(`${variable}='([^']+)'`).exec(service.output()) ?? [];
  return { authorization: `Bearer ${token}` };
};
const start = (id: string, session: string, headers: Record<string, string>) =>
  service.post('/requeststream', { id, stream: 'film', session }, headers);

test('a viewer who was not created: three streams, five after an upgrade, and listed under the plan', async () => {
  const basic = printed('NEWCOMER');
  const premium = printed('PREMIUM');
  const starts = async (token: Record<string, string>, ...sessions: string[]) => {
    const statuses: number[] = [];
    for (const session of sessions) statuses.push((await start('newcomer', session, token)).status);
    return statuses;
  };
  expect(await starts(basic, 'a', 'b', 'c', 'd')).toEqual([200, 200, 200, 409]);
  expect(await starts(premium, 'd', 'e', 'f')).toEqual([200, 200, 409]);

  const { body: user } = await service.get('/getuser?id=newcomer', await office());
  expect(user).toMatchObject({ Name: 'newcomer', Subscription: 'premium plan' });
  const { body: listed } = await service.get('/getallusers?subscription=premium+plan', await office());
  expect(listed.users.map(({ id }: { id: string }) => id)).toContain('newcomer');
});

test.each([
  "pat.o'hara@example.com",
  'samlp|corp|CORP\\pohara',
  'samlp|idp|G7x/Qk1+pw==',
  'f:8a1c2b34-5d6e-7f80-91a2-b3c4d5e6f708:Pat Hara',
  'x'.repeat(255),
])('a viewer whose `sub` is %s enrols, renews, is shown and listed, and stops', async (sub) => {
  const token = await bearer({ sub, [LOCAL_CLAIM]: 'premium plan' });
  expect(await start(sub, 'crid://example.com/tv', token)).toMatchObject({ status: 200, body: { id: sub, limit: 5 } });
  const id = new URLSearchParams({ id: sub });
  const lease = { id: sub, session: 'crid://example.com/tv' };
  expect((await service.post('/renewstream', lease, token)).status).toBe(200);
  expect((await service.get(`/getstreams?${id}`, token)).body).toMatchObject({ id: sub, activeStreams: 1 });
  expect((await service.get(`/getuser?${id}`, await office())).body).toMatchObject({ Name: sub.slice(0, 128) });
  const { body } = await service.get('/getallusers?subscription=premium+plan&limit=100', await office());
  expect(body.users.map(({ id }: { id: string }) => id)).toContain(sub);
  expect((await service.post('/stopstream', lease, token)).status).toBe(200);
  expect(service.logs()).toContainEqual(expect.objectContaining({ code: 'user-enrolled', user: sub }));
  expect((await service.post('/removeuser', { id: sub }, await office())).status).toBe(200);
});

test('two first starts at once create one user', async () => {
  const token = await bearer({ sub: 'twice', [LOCAL_CLAIM]: 'basic plan' });
  const answers = await Promise.all(['a', 'b'].map((session) => start('twice', session, token)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  const { body } = await service.get('/getstreams?id=twice', token);
  expect(body).toMatchObject({ activeStreams: 2 });
});

test(`${FANS} viewers’ first starts at once give as many users, and no error`, async () => {
  const ids = Array.from({ length: FANS }, (_, i) => `fan-${i}`);
  const tokens = await Promise.all(ids.map((sub) => bearer({ sub, [LOCAL_CLAIM]: 'kick-off plan' })));
  const answers = await Promise.all(ids.map((id, i) => start(id, 'final', tokens[i] ?? {})));
  expect(answers.filter(({ status }) => status !== 200).length).toBe(0);
  const listed: string[] = [];
  let cursor = '';
  do {
    const { body } = await service.get(`/getallusers?subscription=kick-off+plan&limit=100${cursor}`, await office());
    listed.push(...body.users.map(({ id }: { id: string }) => id));
    cursor = body.cursor === undefined ? '' : `&cursor=${body.cursor}`;
  } while (cursor !== '');
  expect(listed.sort()).toEqual([...ids].sort());
}, 120_000);

test.each<[string, unknown]>([
  ['no claim', undefined],
  ['an empty one', ''],
  ['one that is too long', 'x'.repeat(129)],
  ['one that is not printable', 'basic\u0000plan'],
  ['a number', 7],
])('%s: an unknown viewer stays unknown', async (_name, claim) => {
  const token = await bearer({ sub: 'unknown', ...(claim === undefined ? {} : { [LOCAL_CLAIM]: claim }) });
  expect(await start('unknown', 'a', token)).toMatchObject({ status: 404, body: { code: 'user-not-found' } });
});

test('a claim that is not a subscription is logged without its value', async () => {
  const token = await bearer({ sub: '001', [LOCAL_CLAIM]: `secret${'x'.repeat(129)}` });
  expect((await start('001', 'a', token)).status).toBe(200);
  expect(service.logs()).toContainEqual(expect.objectContaining({ code: 'claim-refused', ClaimRefused: 1 }));
  expect(service.output()).not.toContain('secretx');
});

test.each([
  ['as the setting has it', 'Premium Plan', 5],
  ['with a no-break space', 'premium\u00a0plan', 5],
  ['with two blanks', ' premium  plan', 5],
  ['that no setting names', 'premium-plan', 3],
])('a plan %s', async (_name, plan, limit) => {
  const unknown = () => service.logs().filter(({ PlanUnknown }) => PlanUnknown === 1).length;
  const before = unknown();
  const token = await bearer({ sub: `plan of ${plan.length}`, [LOCAL_CLAIM]: plan });
  expect(await start(`plan of ${plan.length}`, 'a', token)).toMatchObject({ status: 200, body: { limit } });
  expect(unknown() - before).toBe(limit === 3 ? 1 : 0);
});

test('an admin’s start uses the item, whatever the token claims', async () => {
  const token = await bearer({ sub: 'office', scope: 'streams:write streams:admin', [LOCAL_CLAIM]: 'premium plan' });
  expect((await start('nobody', 'a', token)).status).toBe(404);
});

test('a removed user comes back with the next start, and only a block prevents that', async () => {
  const token = await bearer({ sub: 'leaver', [LOCAL_CLAIM]: 'basic plan' });
  await start('leaver', 'a', token);
  await service.post('/removeuser', { id: 'leaver' }, await office());
  expect((await start('leaver', 'a', token)).status).toBe(200);
  await service.post('/revokestreams', { id: 'leaver', blockSeconds: 600 }, await office());
  expect(await start('leaver', 'a', token)).toMatchObject({ status: 403, body: { code: 'user-blocked' } });
});
