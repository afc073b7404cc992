import assert from 'node:assert/strict';
import { LEASE_MS, RENEW_MS, type Scenario } from '../stage.ts';

/** What a start of another stream, and of the same one, does while the client asks anyway. */
export const ASKING: readonly Scenario[] = [
  {
    name: 'a start of the same stream while a start is under way sends nothing',
    rules: '6, 10',
    play: async (stage) => {
      await stage.open();
      stage.answer('held');
      await stage.start('film');
      await stage.start('film');
      stage.answer('served');
      stage.service.release();
      await stage.pass(RENEW_MS - 1000);
      await stage.is('playing');
      assert.equal(stage.service.sent.length, 1);
    },
  },
  {
    name: 'a start of another stream while a start is under way waits for the answer, and is then sent at once',
    rules: '6, 10',
    play: async (stage) => {
      await stage.open();
      stage.answer('held');
      await stage.start('film');
      await stage.start('news');
      assert.equal(stage.service.sent.length, 1);
      stage.answer('served');
      stage.service.release();
      await stage.pass(1);
      await stage.is('playing');
      assert.deepEqual(
        stage.renewals().map(({ body }) => body.stream),
        ['news'],
      );
      assert.equal(stage.starts().length, 1);
    },
  },
  {
    name: 'a start during a wait: the same stream goes on waiting, another one is sent at once',
    rules: '8, 10',
    play: async (stage) => {
      await stage.open();
      stage.answer('lost');
      await stage.start('film');
      await stage.pass(8000, 250);
      await stage.is('unreachable', false);
      const before = stage.starts().length;
      for (let n = 0; n < 20; n++) await stage.start('film');
      assert.equal(stage.starts().length, before, 'play that is pressed again makes no storm');
      stage.answer('served');
      await stage.start('news');
      await stage.is('playing');
      assert.deepEqual(stage.starts().at(-1)?.body.stream, 'news');
      assert.equal(stage.starts().length, before + 1);
    },
  },
  {
    name: 'a session picked while a start waits is sent at once',
    rules: '8, 14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      for (let n = 0; n < 4; n++) await stage.start('film');
      await stage.is('asking', false);
      const before = stage.starts().length;
      await stage.start('film', ['tv']);
      await stage.is('playing');
      assert.equal(stage.starts().length, before + 1);
      assert.deepEqual(stage.starts().at(-1)?.body.replace, ['tv']);
    },
  },
  {
    name: 'a session picked while a start is under way is replaced once the start is denied, even if another start was called',
    rules: '6, 14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      await stage.start('film');
      stage.answer('held');
      await stage.start('film');
      await stage.start('film', ['tv']);
      await stage.start('film');
      await stage.is('asking', false);
      assert.equal(stage.starts().length, 2);
      stage.answer('served');
      stage.service.release();
      await stage.pass(1);
      await stage.is('playing');
      assert.deepEqual(
        stage.starts().map(({ body }) => body.replace),
        [undefined, undefined, ['tv']],
      );
    },
  },
  {
    name: 'a session picked while a start is under way plays on if the start is granted',
    rules: '6, 14',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      await stage.start('film');
      stage.service.api.leases.delete('phone');
      stage.answer('held');
      await stage.start('film');
      await stage.start('film', ['tv']);
      stage.answer('served');
      stage.service.release();
      await stage.pass(RENEW_MS);
      await stage.is('playing');
      assert.ok(stage.service.api.leases.has('tv'));
      assert.equal(stage.starts().length, 2);
    },
  },
  {
    name: 'a lease that runs out while its renewal is under way: the video plays on until the answer',
    rules: '7, 9',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.sleep(LEASE_MS - 3000, true);
      stage.answer('held');
      await stage.wake();
      await stage.pass(5000, 500);
      await stage.is('playing');
      stage.answer('served');
      stage.service.release();
      await stage.pass(1);
      await stage.is('playing');
      stage.sleep(LEASE_MS - 3000, true);
      stage.answer('hung');
      await stage.wake();
      await stage.pass(7500, 500);
      await stage.is('playing');
      await stage.pass(500);
      await stage.is('unreachable', false);
    },
  },
  {
    name: 'a lease that runs out in `uncertain` ends at once, and the renewal under way still counts',
    rules: '7',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.sleep(LEASE_MS - 5000, true);
      stage.answer('lost');
      await stage.wake();
      await stage.is('uncertain');
      stage.answer('held');
      await stage.pass(4000, 250);
      await stage.is('uncertain');
      await stage.pass(1000, 250);
      await stage.is('unreachable', false);
      stage.answer('served');
      stage.service.release();
      await stage.pass(1);
      await stage.is('playing');
      assert.equal(stage.renewals().length, 2);
    },
  },
];
