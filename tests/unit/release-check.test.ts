import { expect, test } from '@jest/globals';
import { ACCESS } from '../../src/http/access.ts';
import { authorize, identify } from '../../src/http/authorization.ts';
import { type Invoke, playThrough, type Step } from '../../src/release/play-through.ts';

const auth = { issuer: 'https://login.example.com/', audiences: ['streamgate'], scopePrefix: 'sg/', userClaim: 'sub' };
const who = {
  id: 'release-check-1',
  limits: { standard: 3, byPlan: new Map<string, number>() },
  now: 1_800_000_000_000,
};
const RIGHT: Record<Step, { status: number; body: Record<string, unknown> }> = {
  createUser: { status: 201, body: {} },
  requestStream: { status: 200, body: { activeStreams: 1 } },
  renewStream: { status: 200, body: { activeStreams: 1 } },
  stopStream: { status: 200, body: { activeStreams: 0 } },
  removeUser: { status: 200, body: {} },
};

test('a viewer is created, starts, renews, stops and is removed, with claims that the functions accept', async () => {
  const steps: string[] = [];
  const invoke: Invoke = async (name, event) => {
    const input: { id: string } = JSON.parse(event.body ?? '');
    authorize(auth, ACCESS[name], identify(auth, ACCESS[name], event.requestContext, who.now), input);
    steps.push(`${event.routeKey} ${input.id}`);
    return RIGHT[name];
  };
  expect(await playThrough(invoke, auth, who)).toEqual([]);
  expect(steps).toEqual(
    ['POST /createuser', 'POST /requeststream', 'POST /renewstream', 'POST /stopstream', 'POST /removeuser'].map(
      (route) => `${route} release-check-1`,
    ),
  );
});

test.each([
  ['a version that answers 500', { status: 500, body: { code: 'internal-error' } }],
  ['a version that denies who has a place', { status: 409, body: { code: 'stream-limit-reached' } }],
  ['a version that counts wrongly', { status: 200, body: { activeStreams: 2 } }],
])('%s gets no traffic, and the user is removed all the same', async (_, answer) => {
  const steps: string[] = [];
  const faults = await playThrough(
    async (name) => {
      steps.push(name);
      return name === 'requestStream' ? answer : RIGHT[name];
    },
    auth,
    who,
  );
  expect(faults).toEqual([expect.stringContaining(`requestStream answered ${answer.status}`)]);
  expect(steps.at(-1)).toBe('removeUser');
});

test('a version that crashes gets no traffic, and its own error is reported', async () => {
  const crash: Invoke = async () => {
    throw new Error('AUTH must be jwt');
  };
  expect(await playThrough(crash, auth, who)).toContain('requestStream failed: AUTH must be jwt');
});

test('if only some plans of a stage may watch, the viewer has one of them', async () => {
  const subscriptions: unknown[] = [];
  const limits = {
    standard: 0,
    byPlan: new Map([
      ['none', 0],
      ['gold', 2],
    ]),
  };
  await playThrough(
    async (name, event) => {
      if (name === 'createUser') subscriptions.push(JSON.parse(event.body ?? '').Subscription);
      return RIGHT[name];
    },
    'none',
    { ...who, limits },
  );
  expect(subscriptions).toEqual(['gold']);
});
