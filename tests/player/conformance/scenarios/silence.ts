import assert from 'node:assert/strict';
import type { Fate } from '../service.ts';
import { LEASE_MS, RENEW_MS, type Scenario, type Stage } from '../stage.ts';
import { checkWaits } from './waits.ts';

const TIMEOUT_MS = 8000;
const HTML = { 'content-type': 'text/html; charset=utf-8' };

const FOREIGN: readonly [string, Fate][] = [
  ['a connection that breaks', 'lost'],
  ['an answer that is lost', 'answer-lost'],
  ['a 500 `internal-error`', { status: 500, body: { code: 'internal-error' } }],
  ['a 503 of a gateway', { status: 503, body: { message: 'Service Unavailable' } }],
  ['a 408', { status: 408, body: '' }],
  ['a 429 of the gateway', { status: 429, body: { message: 'Too Many Requests' } }],
  ["a hotel's log-in page", { status: 200, body: '<h1>Welcome</h1>', headers: HTML }],
  ['a 200 without `renewAfter`', { status: 200, body: { ok: true } }],
  ['a redirect', { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/' } }],
  [
    'an answer that breaks off',
    { status: 200, body: '{"renewAfter": 54, "expi', headers: { 'content-type': 'application/json' } },
  ],
  ["a firewall's 401", { status: 401, body: '<h1>Log in</h1>', headers: HTML }],
  ["a firewall's 403", { status: 403, body: '<h1>Blocked</h1>', headers: HTML }],
  ["a wrong route's 404", { status: 404, body: { message: 'Not Found' } }],
  ["another server's 409", { status: 409, body: '<h1>Conflict</h1>', headers: HTML }],
  ["another server's 410", { status: 410, body: { error: 'gone' } }],
];

const outage = ([words, fate]: readonly [string, Fate]): Scenario => ({
  name: `${words}: the client retries with longer waits, and plays as long as the lease lasts`,
  rules: '7, 8',
  play: async (stage) => {
    await stage.open();
    await stage.start('film');
    stage.answer(fate);
    await stage.pass(RENEW_MS);
    await stage.is('uncertain');
    await stage.pass(40_000, 250);
    const ats = stage.renewals().map(({ at }) => at);
    assert.ok(ats.length >= 5, `${ats.length} renewals in 40 s`);
    checkWaits(ats);
    await stage.is('uncertain');
    stage.answer('served');
    await stage.pass(16_000);
    await stage.is('playing');
    assert.equal(stage.starts().length, 1);
  },
});

const retryAfter = (words: string, value: string, seconds: number): Scenario => ({
  name: `a Retry-After ${words}`,
  rules: '8',
  play: async (stage) => {
    await stage.open({ whenUnreachable: 'play' });
    stage.answer({ status: 503, body: {}, headers: { 'retry-after': value, date: 'Tue, 24 Nov 2026 20:00:00 GMT' } });
    await stage.start('film');
    await stage.pass(seconds * 1000 + 400, 100_000);
    assert.equal(stage.starts().length, 1, 'nothing is sent before that');
    await stage.pass(700, 50);
    assert.equal(stage.starts().length, 2);
    checkWaits(
      stage.starts().map(({ at }) => at),
      seconds,
    );
  },
});

const runsOut = async (stage: Stage, whenUnreachable: 'play' | 'stop'): Promise<void> => {
  await stage.open({ whenUnreachable });
  await stage.start('film');
  const { session } = await stage.look();
  stage.answer('lost');
  await stage.pass(LEASE_MS - 1000);
  await stage.is('uncertain');
  await stage.pass(2000, 500);
  await stage.is('unreachable', whenUnreachable === 'play');
  stage.answer('served');
  await stage.pass(16_000);
  assert.equal((await stage.is('playing')).session, session);
  assert.equal(stage.starts().length, 1, 'an expired lease is renewed');
};

export const SILENCE: readonly Scenario[] = [
  ...FOREIGN.map(outage),
  retryAfter('in seconds is added to the wait', '20', 20),
  retryAfter('as a date is added to the wait', 'Tue, 24 Nov 2026 20:00:20 GMT', 20),
  retryAfter('that is malformed is ignored', 'soon', 0),
  retryAfter('in the past is ignored', 'Tue, 24 Nov 2026 19:00:00 GMT', 0),
  retryAfter('of a year counts as five minutes', '31536000', 300),
  {
    name: 'a request without an answer is given up after eight seconds',
    rules: '6, 8',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer('hung');
      await stage.pass(RENEW_MS);
      await stage.pass(TIMEOUT_MS - 500, 500);
      await stage.is('playing');
      await stage.pass(500, 500);
      await stage.is('uncertain');
      stage.answer('served');
      await stage.pass(1500, 500);
      await stage.is('playing');
      assert.equal(stage.renewals().length, 2);
    },
  },
  {
    name: 'a lease that runs out without an answer stops the video, with `whenUnreachable: stop`; the client keeps asking, and plays on',
    rules: '7',
    play: (stage) => runsOut(stage, 'stop'),
  },
  {
    name: 'a lease that runs out without an answer lets the video play on, with `whenUnreachable: play`',
    rules: '7',
    play: (stage) => runsOut(stage, 'play'),
  },
  {
    name: 'a start without an answer follows `whenUnreachable`, and is sent again',
    rules: '7',
    play: async (stage) => {
      await stage.open({ whenUnreachable: 'stop' });
      stage.answer('lost');
      await stage.start('film');
      const { session } = await stage.is('unreachable', false);
      stage.answer('served');
      await stage.pass(1000);
      assert.equal((await stage.is('playing')).session, session);
    },
  },
  {
    name: 'a denial after no answer stops the video',
    rules: '7, 14',
    play: async (stage) => {
      await stage.open({ whenUnreachable: 'play' });
      stage.answer('lost');
      await stage.start('film');
      await stage.is('unreachable', true);
      stage.takeSlots(3);
      stage.answer('served');
      await stage.pass(1000);
      await stage.is('denied');
    },
  },
  {
    name: 'waits are short again after each grant',
    rules: '8',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      for (let times = 0; times < 2; times++) {
        stage.answer('lost');
        await stage.pass(RENEW_MS);
        await stage.is('uncertain');
        stage.answer('served');
        await stage.pass(1000);
        await stage.is('playing');
      }
    },
  },
  {
    name: 'when the network is back, the client asks at once',
    rules: '9',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer('lost');
      await stage.pass(RENEW_MS + 30_000);
      const before = stage.renewals().length;
      stage.answer('served');
      await stage.online();
      await stage.is('playing');
      assert.equal(stage.renewals().length, before + 1);
    },
  },
];
