import assert from 'node:assert/strict';
import { LEASE_MS, RENEW_MS, type Scenario } from '../stage.ts';

const HOURS_MS = 5 * 3_600_000;

/** A JWT as far as its claims go: times in seconds by the issuer's clock. */
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

export const TIME_AND_TOKENS: readonly Scenario[] = [
  ...[-HOURS_MS, HOURS_MS].map(
    (wrongBy): Scenario => ({
      name: `a device whose clock is five hours ${wrongBy < 0 ? 'behind' : 'ahead'} plays as any other`,
      rules: '4',
      play: async (stage) => {
        stage.wrongBy += wrongBy;
        await stage.open();
        await stage.start('film');
        stage.answer('lost');
        await stage.pass(LEASE_MS - 1000);
        await stage.is('uncertain');
        assert.equal(stage.renewals()[0]?.at, 1000 + RENEW_MS);
        await stage.pass(2000, 500);
        await stage.is('unreachable', false);
      },
    }),
  ),
  ...[true, false].map(
    (counted): Scenario => ({
      name: `a device that slept past its lease asks before the video stops, with a clock that ${counted ? 'counts sleep' : 'stands still'}`,
      rules: '5, 9',
      play: async (stage) => {
        await stage.open();
        await stage.start('film');
        stage.sleep(2 * LEASE_MS, counted);
        stage.answer('held');
        await stage.wake();
        await stage.is('playing');
        assert.equal(stage.renewals().length, 1);
        stage.answer('served');
        stage.service.release();
        await stage.pass(10);
        await stage.is('playing');
        assert.equal(stage.starts().length, 1);
      },
    }),
  ),
  {
    name: 'a device that slept asks once, as soon as it wakes, even during a wait',
    rules: '5, 8',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer('lost');
      await stage.pass(LEASE_MS + 20_000);
      await stage.is('unreachable', false);
      const before = stage.renewals().length;
      stage.sleep(600_000, false);
      stage.answer('served');
      await stage.wake();
      await stage.is('playing');
      assert.equal(stage.renewals().length, before + 1);
      await stage.wake();
      await stage.pass(RENEW_MS - 1000);
      assert.equal(stage.renewals().length, before + 1);
    },
  },
  {
    name: 'a device that slept, with a clock that stood still, and gets no answer: the lease ends by that clock',
    rules: '5, 7',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.sleep(2 * LEASE_MS, false);
      stage.answer('lost');
      await stage.wake();
      await stage.is('uncertain');
      await stage.pass(LEASE_MS - 1000);
      await stage.is('uncertain');
      await stage.pass(1000);
      await stage.is('unreachable', false);
    },
  },
  {
    name: 'an app that comes to the foreground sends nothing before it is due',
    rules: '9',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.pass(5000);
      await stage.wake();
      assert.equal(stage.renewals().length, 0);
    },
  },
  {
    name: 'the same token goes with each request',
    rules: '15',
    play: async (stage) => {
      stage.service.takes = ['one'];
      await stage.open({ tokens: [{ token: 'one' }] });
      await stage.start('film');
      await stage.pass(2 * RENEW_MS);
      await stage.stop();
      assert.equal((await stage.is('stopped')).tokens, 1);
      assert.ok(stage.service.sent.every(({ authorization }) => authorization === 'Bearer one'));
    },
  },
  {
    name: 'a 401 gets a fresh token, and the same request is sent again, once',
    rules: 'the answers',
    play: async (stage) => {
      stage.service.takes = ['one'];
      await stage.open({ tokens: [{ token: 'one' }, { token: 'two' }] });
      await stage.start('film');
      stage.service.takes = ['two'];
      await stage.pass(RENEW_MS);
      assert.equal((await stage.is('playing')).tokens, 2);
      assert.equal(stage.renewals().length, 2);
    },
  },
  {
    name: 'a second 401 stops the client',
    rules: 'the answers',
    play: async (stage) => {
      stage.service.takes = [];
      await stage.open({ tokens: [{ token: 'one' }, { token: 'two' }] });
      await stage.start('film');
      await stage.is('failed');
      await stage.pass(600_000, 10_000);
      assert.equal(stage.starts().length, 2);
    },
  },
  {
    name: 'a 401 without a source of tokens stops the client at once',
    rules: 'the answers, 15',
    play: async (stage) => {
      await stage.open();
      stage.answer({ status: 401, body: { code: 'unauthorized', detail: 'Send a token.' } });
      await stage.start('film');
      assert.equal((await stage.is('failed')).reason, 'unauthorized');
      await stage.pass(600_000, 10_000);
      assert.equal(stage.starts().length, 1);
    },
  },
  {
    name: "a firewall's 401 gets no fresh token",
    rules: 'the answers, 15',
    play: async (stage) => {
      await stage.open({ tokens: [{ token: 'one' }, { token: 'two' }] });
      stage.answer({ status: 401, body: '<h1>Log in</h1>', headers: { 'content-type': 'text/html' } });
      await stage.start('film');
      assert.equal((await stage.is('unreachable', false)).tokens, 1);
      assert.equal(stage.starts().length, 1);
    },
  },
  {
    name: 'a token is replaced before it expires, so that the last stop has a valid one',
    rules: '12, 15',
    play: async (stage) => {
      const tokens = [1, 2, 3, 4, 5, 6].map((n) => ({ token: `t${n}`, expiresIn: 20 }));
      await stage.open({ tokens });
      await stage.start('film');
      await stage.pass(35_000);
      const { tokens: brought } = await stage.look();
      assert.ok(brought >= 2 && brought <= 5, `${brought} tokens`);
      await stage.close();
      assert.equal(stage.stops()[0]?.authorization, `Bearer t${brought}`);
    },
  },
  {
    name: "a JWT is replaced before its own `exp`, by the server's clock",
    rules: '15',
    play: async (stage) => {
      stage.wrongBy += HOURS_MS;
      const now = Math.floor(stage.service.api.time / 1000);
      const tokens = [20, 3600].map((left) => ({ token: jwt({ iat: now - 1000, exp: now + left }) }));
      await stage.open({ tokens });
      await stage.start('film');
      await stage.pass(18_000);
      assert.equal((await stage.is('playing')).tokens, 2);
      await stage.pass(RENEW_MS);
      assert.equal((await stage.look()).tokens, 2);
    },
  },
];
