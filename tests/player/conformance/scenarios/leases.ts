import assert from 'node:assert/strict';
import { LEASE_MS, RENEW_MS, type Scenario, USER } from '../stage.ts';

export const LEASES: readonly Scenario[] = [
  {
    name: 'a start, renewals when they are due, and a stop',
    rules: '1, 4',
    play: async (stage) => {
      await stage.open({ device: 'Living room' });
      const { state, session } = await stage.look();
      assert.deepEqual([state, session], ['idle', null]);
      await stage.start('film');
      const playing = await stage.is('playing');
      assert.deepEqual(stage.starts()[0]?.body, {
        id: USER,
        stream: 'film',
        session: playing.session,
        device: 'Living room',
      });
      await stage.pass(RENEW_MS - 1000);
      assert.equal(stage.renewals().length, 0, 'nothing is renewed before it is due');
      await stage.pass(1000);
      await stage.pass(2 * RENEW_MS);
      assert.deepEqual(
        stage.renewals().map(({ at, body }) => [at, body]),
        [1, 2, 3].map((n) => [1000 + n * RENEW_MS, { id: USER, session: playing.session }]),
      );
      await stage.stop();
      await stage.is('stopped');
      assert.deepEqual(stage.stops()[0]?.body, { id: USER, session: playing.session });
      await stage.pass(2 * LEASE_MS, 10_000);
      assert.equal(stage.sent('renewstream').length, 3, 'nothing is sent after a stop');
    },
  },
  {
    name: 'a client without a device name or a token sends neither',
    rules: '1',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.is('playing');
      assert.deepEqual(stage.starts()[0]?.body, { id: USER, stream: 'film', session });
      assert.equal(stage.starts()[0]?.authorization, undefined);
    },
  },
  {
    name: 'another channel: a renewal with the new stream is sent at once',
    rules: '10',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.look();
      await stage.start('news');
      await stage.is('playing');
      assert.deepEqual(
        stage.renewals().map(({ body }) => body),
        [{ id: USER, session, stream: 'news' }],
      );
      await stage.pass(RENEW_MS);
      assert.deepEqual(stage.renewals()[1]?.body, { id: USER, session }, 'the stream is not sent again');
      assert.equal(stage.starts().length, 1);
    },
  },
  {
    name: 'each lease has its own `renewAfter`',
    rules: '4',
    play: async (stage) => {
      await stage.open();
      stage.service.api.renewAfter = () => 20.5;
      await stage.start('film');
      stage.service.api.renewAfter = () => 100;
      await stage.pass(21_000, 500);
      await stage.pass(120_000, 500);
      assert.deepEqual(
        stage.renewals().map(({ at }) => at),
        [21_500, 121_500],
      );
    },
  },
  {
    name: 'a session has 128 random bits, and a stop is followed by a new one',
    rules: '1, 2',
    play: async (stage) => {
      await stage.open();
      const sessions = new Set<unknown>();
      for (let n = 0; n < 3; n++) {
        await stage.start('film');
        sessions.add((await stage.look()).session);
        await stage.stop();
      }
      assert.equal(sessions.size, 3);
      for (const session of sessions) assert.ok(String(session).length >= 16, `${session} is too short`);
    },
  },
  {
    name: 'one request at a time: nothing is sent while another is under way',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer('held');
      await stage.pass(RENEW_MS);
      await stage.start('news');
      await stage.wake();
      await stage.pass(6000);
      assert.equal(stage.renewals().length, 1);
      stage.answer('served');
      stage.service.release();
      await stage.pass(1000);
      assert.deepEqual(
        stage.renewals().map(({ body }) => body.stream),
        [undefined, 'news'],
      );
    },
  },
  {
    name: 'a stop during a start that is granted: a second stop follows',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      stage.answer('held');
      await stage.start('film');
      stage.answer('served');
      await stage.stop();
      stage.service.api.take(String(stage.starts()[0]?.body.session), 'film');
      stage.service.release();
      await stage.pass(1000);
      await stage.is('stopped');
      assert.equal(stage.service.api.leases.size, 0, 'no slot is kept');
    },
  },
  {
    name: 'a lease with a pass is handled as any other',
    rules: '4, 10',
    play: async (stage) => {
      await stage.open();
      stage.service.api.passes = true;
      await stage.start('film');
      await stage.pass(RENEW_MS);
      await stage.start('news');
      const { session } = await stage.is('playing');
      assert.deepEqual(
        stage.renewals().map(({ body }) => body),
        [
          { id: USER, session },
          { id: USER, session, stream: 'news' },
        ],
      );
      await stage.stop();
      assert.equal(stage.stops().length, 1);
    },
  },
  {
    name: 'a 429 `too-many-starts`: the client waits for `Retry-After`, and asks again by itself',
    rules: '8',
    play: async (stage) => {
      await stage.open();
      stage.answer({
        status: 429,
        headers: { 'retry-after': '20' },
        body: { code: 'too-many-starts', detail: 'Too many starts within a minute.' },
      });
      await stage.start('film');
      await stage.is('unreachable');
      stage.answer('served');
      await stage.pass(20_000);
      assert.equal(stage.starts().length, 1, 'nothing is sent before');
      await stage.pass(2000);
      await stage.is('playing');
      assert.equal(stage.starts().length, 2);
    },
  },
];
