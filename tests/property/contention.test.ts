import { afterEach, expect, jest, test } from '@jest/globals';
import type { Policy } from '../../src/domain/policies.ts';
import { isRefusal } from '../../src/domain/refusals.ts';
import { renewStream } from '../../src/domain/renewal.ts';
import { revokeStreams } from '../../src/domain/revoke.ts';
import { requestStream } from '../../src/domain/start.ts';
import { type Answer, Crowd, isFailure, type Latency } from '../support/crowd.ts';
import { PATIENCE_MS, THOROUGH } from '../support/repeat.ts';

// Requests for one user that meet. An engine without latency hides it: there a retry is done before another begins.

const LITTLE: Latency = { ms: 4, jitter: 0.1 };
const MUCH: Latency = { ms: 4, jitter: 0.9 };
jest.setTimeout(PATIENCE_MS);

const ROUNDS = THOROUGH ? 100 : 5;
/** Of a hundred requests at once, which take nearly all of the time. */
const BIG_ROUNDS = THOROUGH ? 100 : 2;
const REVOKES = THOROUGH ? 60 : 10;
const SECONDS = 1000;

let crowd: Crowd;
afterEach(() => crowd.close());

const start = (i: number) => (deps: Crowd['deps'], id: string) =>
  requestStream(deps, { id, session: `new-${i}`, stream: 'goal' });
const tagged = (i: number) => (deps: Crowd['deps'], id: string) =>
  requestStream(deps, { id, session: `new-${i}`, stream: 'goal', tags: { quality: 'uhd' } });
const titled = (i: number) => (deps: Crowd['deps'], id: string) =>
  requestStream(deps, { id, session: `new-${i}`, stream: `title-${i}` });
const renew = (i: number) => (deps: Crowd['deps'], id: string) => renewStream(deps, { id, session: `s${i}` });

const UHD: Policy = {
  name: 'uhd',
  shape: { where: { quality: 'uhd' } },
  numbers: { standard: 10, byPlan: new Map() },
  share: 100,
};
const SAME_TITLE: Policy = {
  name: 'same-title',
  shape: { per: 'stream' },
  numbers: { standard: 2, byPlan: new Map() },
  share: 100,
};

const PASSES = { youngSeconds: 60 };

const NOW = Date.UTC(2026, 10, 26, 20);
const holding = (leases: number, more: object = {}, ofEach: object = {}) => ({
  activeStreams: leases,
  streams: Object.fromEntries(
    Array.from({ length: leases }, (_, i) => [
      `s${i}`,
      { stream: 'film', startedAt: NOW - 600_000 + i, expiresAt: NOW + 60_000, ...ofEach },
    ]),
  ),
  ...more,
});

const many = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const limit = (standard: number) => ({ limits: { standard, byPlan: new Map<string, number>() } });

interface Row {
  readonly name: string;
  readonly rules: ConstructorParameters<typeof Crowd>[1];
  readonly user: object;
  readonly requests: Parameters<Crowd['together']>[1];
  readonly withinMs: number;
}

const ROWS: readonly Row[] = [
  {
    name: '20 starts at one instant, limit 20',
    rules: limit(20),
    user: {},
    requests: many(20, start),
    withinMs: 0,
  },
  {
    name: '100 starts at one instant, limit 20',
    rules: limit(20),
    user: {},
    requests: many(100, start),
    withinMs: 0,
  },
  {
    name: '100 starts at one instant, limit 3',
    rules: limit(3),
    user: {},
    requests: many(100, start),
    withinMs: 0,
  },
  {
    name: '20 renewals of 20 at one instant',
    rules: limit(20),
    user: holding(20),
    requests: many(20, renew),
    withinMs: 0,
  },
  {
    name: '20 renewals of 20 within 10 ms',
    rules: limit(20),
    user: holding(20),
    requests: many(20, renew),
    withinMs: 10,
  },
  {
    name: '20 starts within 10 ms that replace the oldest, limit 3',
    rules: { ...limit(3), whenFull: 'replace-oldest', protectSeconds: 0 },
    user: holding(3),
    requests: many(20, start),
    withinMs: 10,
  },
  {
    name: '8 renewals within 10 ms',
    rules: limit(8),
    user: holding(8),
    requests: many(8, renew),
    withinMs: 10,
  },
  {
    name: '100 starts at one instant, limit 20, half of them of a kind of which 10 may be',
    rules: { ...limit(20), policies: [UHD] },
    user: {},
    requests: many(100, (i) => (i % 2 === 0 ? tagged(i) : start(i))),
    withinMs: 0,
  },
  {
    name: '20 starts of a kind and 20 of none at one instant, limit 3, one of the kind',
    rules: { ...limit(3), policies: [{ ...UHD, numbers: { standard: 1, byPlan: new Map() } }] },
    user: {},
    requests: many(40, (i) => (i % 2 === 0 ? tagged(i) : start(i))),
    withinMs: 0,
  },
  {
    name: '8 starts of 8 titles at one instant, limit 8, two of a title',
    rules: { ...limit(8), policies: [SAME_TITLE] },
    user: {},
    requests: many(8, titled),
    withinMs: 0,
  },
  {
    name: '20 renewals of 20 within 10 ms, all of a kind that is full',
    rules: { ...limit(20), policies: [{ ...SAME_TITLE, numbers: { standard: 20, byPlan: new Map() } }] },
    user: holding(20),
    requests: many(20, renew),
    withinMs: 10,
  },
  {
    name: '20 starts within 10 ms that replace the oldest, limit 3, with passes on',
    rules: { ...limit(3), passes: PASSES, whenFull: 'replace-oldest', protectSeconds: 0 },
    user: holding(3, { ending: {} }),
    requests: many(20, start),
    withinMs: 10,
  },
  {
    name: '20 renewals of 20 within 10 ms, with passes on that get longer',
    rules: { ...limit(20), passes: PASSES },
    user: holding(20, { ending: {} }, { pass: NOW + 30 * SECONDS }),
    requests: many(20, renew),
    withinMs: 10,
  },
];

/** @returns the share of answers that are a 503 */
async function failures(row: Row, latency: Latency, more: object = {}): Promise<number> {
  const answers = await answersTo(row, latency, more, row.requests.length < 100 ? ROUNDS : BIG_ROUNDS);
  return answers.filter(isFailure).length / answers.length;
}

async function answersTo(row: Row, latency: Latency, more: object, rounds: number): Promise<Answer[]> {
  const { rules, user, requests, withinMs } = row;
  crowd = new Crowd(latency, rules, 1);
  const answers: Answer[] = [];
  for (let round = 0; round < rounds; round++) {
    answers.push(...(await crowd.together({ ...user, ...more }, requests, withinMs)));
  }
  return answers;
}

test.each(ROWS.flatMap((row) => [LITTLE, MUCH].map((latency) => ({ ...row, latency, jitter: latency.jitter }))))(
  '$name, jitter $jitter: at most one in a thousand ends in a 503',
  async ({ latency, ...row }) => {
    expect(await failures(row, latency)).toBeLessThanOrEqual(0.001);
  },
);

test.each(ROWS)('$name, with a stamp two seconds ahead: at most one in a hundred ends in a 503', async (row) => {
  expect(await failures(row, LITTLE, { changedAt: NOW + 2 * SECONDS })).toBeLessThanOrEqual(0.01);
});

test('without protection, none of eight starts at once is denied: an earlier one may replace a later one', async () => {
  crowd = new Crowd(LITTLE, { ...limit(3), whenFull: 'replace-oldest', protectSeconds: 0 }, 1);
  for (let round = 0; round < ROUNDS; round++) {
    const answers = await crowd.together(holding(3), many(8, start), 10);
    expect(answers.filter(({ answer }) => isRefusal(answer))).toEqual([]);
  }
});

test('8 renewals within 10 ms, with a stamp two seconds ahead: 99 in 100 are answered within 200 ms', async () => {
  const row = ROWS.find(({ name }) => name === '8 renewals within 10 ms');
  if (row === undefined) throw new Error('There is no such row.');
  const answers = await answersTo(row, LITTLE, { changedAt: NOW + 2 * SECONDS }, 100);
  const inTime = answers.filter(({ ms }) => ms <= 200);
  expect(inTime.length / answers.length).toBeGreaterThanOrEqual(0.99);
});

test.each([{}, { passes: PASSES }])(
  'every revoke succeeds beside ten clients that renew in a loop, %j',
  async (more) => {
    crowd = new Crowd(LITTLE, { ...limit(20), ...more }, 1);
    const loop = (i: number) => async (deps: Crowd['deps'], id: string) => {
      for (let times = 0; times < 50; times++) await renewStream(deps, { id, session: `s${i}` });
      return {};
    };
    const revoke = async (deps: Crowd['deps'], id: string) => {
      await deps.sleep(30);
      return revokeStreams(deps, { id });
    };
    let revoked = 0;
    for (let round = 0; round < REVOKES; round++) {
      const answers = await crowd.together(holding(10, { ending: {} }), [revoke, ...many(10, loop)], 5);
      const [answer] = answers;
      if (answer !== undefined && !isRefusal(answer.answer)) revoked++;
    }
    expect(revoked).toBe(REVOKES);
  },
);

test('a stamp ahead of the clock is reported, and the clock overtakes it', async () => {
  crowd = new Crowd(LITTLE, limit(8), 1);
  let ahead = 0;
  const deps = (original: Crowd['deps']) => ({
    ...original,
    onStampAhead: (ms: number) => {
      ahead = Math.max(ahead, ms);
    },
  });
  await crowd.together(
    holding(8, { changedAt: NOW + 2 * SECONDS }),
    many(8, (i) => (original, id) => renewStream(deps(original), { id, session: `s${i}` })),
    10,
  );
  expect(ahead).toBeGreaterThan(SECONDS);
  expect(ahead).toBeLessThan(3 * SECONDS);
});
