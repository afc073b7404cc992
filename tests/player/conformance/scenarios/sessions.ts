import assert from 'node:assert/strict';
import { RENEW_MS, type Scenario } from '../stage.ts';

export const SESSIONS: readonly Scenario[] = [
  {
    name: 'an app that crashed finds its own lease, although all slots are in use',
    rules: '2',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(2);
      await stage.start('film');
      const { session } = await stage.look();
      stage.crash();
      stage.leaveClosed(20_000);
      await stage.open();
      await stage.start('film');
      assert.equal((await stage.is('playing')).session, session);
      assert.equal(stage.service.api.leases.size, 3);
      await stage.pass(RENEW_MS - 1000);
      assert.equal(stage.renewals().length, 0, 'a crash sent no stop, so nobody looks');
    },
  },
  {
    name: 'an app that crashed during its start finds the session of that start',
    rules: '2',
    play: async (stage) => {
      await stage.open();
      stage.answer('hung');
      await stage.start('film');
      stage.crash();
      stage.answer('served');
      await stage.open();
      await stage.start('film');
      const [first, second] = stage.starts();
      assert.equal(second?.body.session, first?.body.session);
    },
  },
  {
    name: 'another user of the device has another session, and the first user keeps theirs',
    rules: '2',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.look();
      stage.crash();
      await stage.open({ user: '002' });
      await stage.start('film');
      assert.notEqual((await stage.is('playing')).session, session);
      stage.crash();
      await stage.open();
      await stage.start('film');
      assert.equal((await stage.is('playing')).session, session);
    },
  },
  {
    name: 'an app that closes sends its stop',
    rules: '12',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.close();
      assert.equal(stage.service.api.leases.size, 0);
      assert.equal(stage.stops().length, 1);
    },
  },
  {
    name: 'an app that opens again keeps the session, and looks after three seconds',
    rules: '2, 12',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.look();
      await stage.close();
      stage.leaveClosed(5000);
      await stage.open();
      await stage.start('film');
      assert.equal((await stage.is('playing')).session, session);
      await stage.pass(2000);
      assert.equal(stage.renewals().length, 0);
      await stage.pass(1000);
      assert.equal(stage.renewals().length, 1);
      await stage.pass(RENEW_MS - 1000);
      assert.equal(stage.renewals().length, 1, 'it looks once');
    },
  },
  {
    name: 'a stop that arrives after the next start is put right, and no session is replaced twice',
    rules: '12',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.close();
      await stage.open();
      await stage.start('film', ['tv']);
      stage.service.api.leases.clear();
      await stage.pass(3000);
      await stage.is('playing');
      assert.equal(stage.service.api.leases.size, 1);
      assert.deepEqual(
        stage.starts().map(({ body }) => body.replace),
        [undefined, ['tv'], undefined],
      );
    },
  },
  {
    name: 'a lease that the back office revokes right after the app opened is not taken again',
    rules: '12, 14',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.close();
      await stage.open();
      await stage.start('film');
      stage.service.api.end(String((await stage.look()).session), 'revoked');
      await stage.pass(3000);
      assert.equal((await stage.is('ended')).reason, 'revoked');
    },
  },
  {
    name: 'an app that opens a minute after its stop does not look',
    rules: '12',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      await stage.close();
      stage.leaveClosed(61_000);
      await stage.open();
      await stage.start('film');
      await stage.pass(RENEW_MS - 1000);
      assert.equal(stage.renewals().length, 0);
    },
  },
  {
    name: 'a stop with a 200 forgets the session for good',
    rules: '2',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.look();
      await stage.stop();
      await stage.close();
      await stage.open();
      await stage.start('film');
      assert.notEqual((await stage.is('playing')).session, session);
      assert.equal(stage.stops().length, 1, 'there was nothing more to stop');
    },
  },
  {
    name: 'a stop without an answer is sent three times, and the next start uses its session',
    rules: '8, 12',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      const { session } = await stage.look();
      stage.answer('lost');
      await stage.stop();
      await stage.is('stopped');
      await stage.pass(60_000, 500);
      const [first = 0, second = 0, third = 0, ...more] = stage.stops().map(({ at }) => at);
      assert.equal(more.length, 0);
      assert.ok(second - first >= 1000 && second - first <= 2500, `the second after ${second - first} ms`);
      assert.ok(third - second >= 2000 && third - second <= 4500, `the third after ${third - second} ms`);
      stage.answer('served');
      await stage.start('film');
      assert.equal((await stage.is('playing')).session, session);
    },
  },
  {
    name: "a firewall's answer to a stop counts as no answer",
    rules: '8',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer({ status: 200, body: '<h1>Welcome</h1>', headers: { 'content-type': 'text/html' } });
      await stage.stop();
      stage.answer('served');
      await stage.pass(3000);
      assert.equal(stage.service.api.leases.size, 0);
    },
  },
  {
    name: 'a start between two attempts to stop keeps the slot',
    rules: '6, 8',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer('lost');
      await stage.stop();
      stage.answer('served');
      await stage.start('film');
      await stage.pass(30_000);
      await stage.is('playing');
      assert.equal(stage.stops().length, 1);
      assert.equal(stage.service.api.leases.size, 1);
    },
  },
  {
    name: 'a stop after a denial sends nothing',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      await stage.start('film');
      await stage.stop();
      await stage.is('stopped');
      assert.equal(stage.stops().length, 0);
    },
  },
];
