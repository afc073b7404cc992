import assert from 'node:assert/strict';
import { RENEW_MS, type Scenario, type Stage } from '../stage.ts';

const HOUR_MS = 3_600_000;

/** Nothing is asked for by itself, however long it takes. */
async function asksNothing(stage: Stage): Promise<void> {
  const before = stage.service.sent.length;
  await stage.pass(HOUR_MS, 60_000);
  assert.equal(stage.service.sent.length, before, 'nothing is asked by itself');
}

const failure = (status: number, code: string): Scenario => ({
  name: `a ${status} \`${code}\` stops the client, which does not repeat the request`,
  rules: 'the answers',
  play: async (stage) => {
    await stage.open();
    stage.answer({ status, body: { code, detail: 'What is wrong.' } });
    await stage.start('film');
    assert.equal((await stage.is('failed')).reason, code);
    await asksNothing(stage);
  },
});

export const REFUSALS: readonly Scenario[] = [
  {
    name: 'a denial offers the live sessions, sends nothing by itself, and the picked session is replaced',
    rules: '14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      await stage.start('film');
      const { reason, streams, session } = await stage.is('denied');
      assert.deepEqual([reason, [...streams].sort()], ['stream-limit-reached', ['phone', 'tablet', 'tv']]);
      await asksNothing(stage);
      await stage.start('film', ['phone']);
      await stage.is('playing');
      assert.deepEqual(stage.starts()[1]?.body.replace, ['phone']);
      assert.equal(stage.starts()[1]?.body.session, session ?? stage.starts()[0]?.body.session, 'the same session');
      await stage.pass(RENEW_MS);
      await stage.is('playing');
    },
  },
  {
    name: 'a blocked user is denied',
    rules: '14',
    play: async (stage) => {
      await stage.open();
      stage.service.api.blockedUntil = stage.service.api.time + HOUR_MS;
      await stage.start('film');
      assert.equal((await stage.is('denied')).reason, 'user-blocked');
      await asksNothing(stage);
    },
  },
  {
    name: 'a `user-blocked` in answer to a renewal stops the video',
    rules: 'the answers, 14',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.look();
      stage.service.api.end(String(session), 'revoked');
      stage.answer({ status: 403, body: { code: 'user-blocked', blockedUntil: '2026-11-25T20:00:00.000Z' } });
      await stage.pass(RENEW_MS);
      assert.equal((await stage.is('denied')).reason, 'user-blocked');
      await asksNothing(stage);
      await stage.stop();
      assert.equal(stage.stops().length, 0, 'there is nothing to give back');
    },
  },
  {
    name: 'a channel that a policy denies stops the video, and a stop gives back the old lease',
    rules: 'the answers, 14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(2);
      await stage.start('film');
      const { session } = await stage.look();
      const streams = ['tv', 'phone', session].map((other) => ({ session: other, stream: 'news' }));
      const body = {
        code: 'stream-limit-reached',
        policy: 'same-title',
        limit: 1,
        active: 1,
        sessions: ['tv'],
        streams,
      };
      stage.answer({ status: 409, body });
      await stage.start('news');
      assert.deepEqual((await stage.is('denied')).streams, ['tv'], 'what would help, and never the own session');
      await asksNothing(stage);
      stage.answer('served');
      await stage.stop();
      assert.equal(stage.stops().length, 1);
      assert.equal(stage.service.api.leases.size, 2);
    },
  },
  ...['replaced', 'expired', 'revoked', 'unknown'].map(
    (reason): Scenario => ({
      name: `a 410 \`${reason}\` ends the lease, and the next start has another session`,
      rules: '2, 14',
      play: async (stage) => {
        await stage.open();
        await stage.start('film');
        const { session } = await stage.look();
        stage.service.api.end(String(session), reason, { session: 'tv', stream: 'news' });
        await stage.pass(RENEW_MS);
        assert.equal((await stage.is('ended')).reason, reason);
        await asksNothing(stage);
        await stage.start('film');
        assert.notEqual((await stage.is('playing')).session, session);
      },
    }),
  ),
  failure(400, 'invalid-request'),
  failure(403, 'forbidden'),
  failure(404, 'user-not-found'),
  failure(413, 'body-too-large'),
  failure(415, 'unsupported-media-type'),
  {
    name: "API Gateway's own 403 refuses a start, but ends no lease that lasts",
    rules: 'the answers',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer({ status: 403, body: { message: 'Forbidden' } });
      await stage.pass(RENEW_MS);
      await stage.is('uncertain');
      await stage.pass(120_000);
      assert.equal((await stage.is('failed')).reason, '403');
    },
  },
  {
    name: 'a lease whose renewal failed is given back by a stop',
    rules: 'the answers',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer({ status: 403, body: { code: 'forbidden' } });
      await stage.pass(RENEW_MS);
      await stage.is('failed');
      stage.answer('served');
      await stage.stop();
      assert.equal(stage.service.api.leases.size, 0);
    },
  },
  {
    name: 'starts after refusals are slowed down, and a start with a picked session is not',
    rules: '8, 14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      for (let n = 0; n < 60; n++) {
        await stage.start('film');
        assert.equal((await stage.look()).mayPlay, false);
        await stage.pass(1000);
      }
      // At 0, at once, then 1, 2, 4, 8, 15, 15 … seconds after the latest no, each less up to half.
      const count = stage.starts().length;
      assert.ok(count >= 5 && count <= 12, `${count} starts in a minute`);
      await stage.start('film', ['tv']);
      await stage.is('playing');
    },
  },
  {
    name: 'after a refusal the video stands still until the next grant',
    rules: '14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      await stage.start('film');
      stage.answer('held');
      await stage.start('film');
      await stage.is('asking', false);
      stage.answer('served');
      stage.service.release();
      await stage.pass(1);
      await stage.is('denied');
    },
  },
];
