import assert from 'node:assert/strict';
import type { Reply } from '../../support/service.ts';
import type { Scenario } from '../stage.ts';

const refusedStop = (words: string, reply: Reply): Scenario => ({
  name: `a stop that gets ${words} is not repeated, and the next start uses its session`,
  rules: 'the answers, 12',
  play: async (stage) => {
    await stage.open();
    await stage.start('film');
    const { session } = await stage.look();
    stage.answer(reply);
    await stage.stop();
    await stage.pass(60_000);
    assert.equal((await stage.is('stopped')).reason, null);
    assert.equal(stage.stops().length, 1);
    stage.answer('served');
    await stage.start('film');
    assert.equal((await stage.is('playing')).session, session);
    assert.equal(stage.service.api.leases.size, 1, 'no ghost beside it');
  },
});

export const STOPS: readonly Scenario[] = [
  refusedStop('a 400 `invalid-request`', { status: 400, body: { code: 'invalid-request', detail: 'What is wrong.' } }),
  refusedStop("API Gateway's own 403", { status: 403, body: { message: 'Forbidden' } }),
  refusedStop('a 401, without a source of tokens,', { status: 401, body: { message: 'Unauthorized' } }),
  {
    name: 'a stop that gets a 401 is sent again with a fresh token, once',
    rules: 'the answers, 12',
    play: async (stage) => {
      stage.service.takes = ['one'];
      await stage.open({ tokens: [{ token: 'one' }, { token: 'two' }, { token: 'three' }] });
      await stage.start('film');
      stage.service.takes = ['two'];
      await stage.stop();
      assert.deepEqual(
        stage.stops().map(({ authorization }) => authorization),
        ['Bearer one', 'Bearer two'],
      );
      assert.equal(stage.service.api.leases.size, 0);
      await stage.start('film');
      const { session } = await stage.is('playing');
      stage.service.takes = [];
      await stage.stop();
      await stage.pass(60_000);
      assert.equal(stage.stops().length, 4, 'a second 401 is the end of it');
      stage.service.takes = ['three'];
      await stage.start('film');
      assert.equal((await stage.is('playing')).session, session);
    },
  },
  {
    name: 'a stop during a start that gets no answer: a second stop follows',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      stage.answer('hung');
      await stage.start('film');
      stage.answer('served');
      await stage.stop();
      assert.equal(stage.stops().length, 1, 'a stop waits for nothing');
      await stage.pass(7000);
      assert.equal(stage.stops().length, 1);
      stage.service.api.take(String(stage.starts()[0]?.body.session), 'film');
      await stage.pass(2000);
      await stage.is('stopped');
      assert.equal(stage.stops().length, 2);
      assert.equal(stage.service.api.leases.size, 0, 'no slot is kept');
    },
  },
  {
    name: 'a stop during a start that is denied: no second stop follows',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      stage.takeSlots(3);
      stage.answer('held');
      await stage.start('film');
      stage.answer('served');
      await stage.stop();
      stage.service.release();
      await stage.pass(10_000);
      const { streams } = await stage.is('stopped');
      assert.deepEqual(streams, [], 'nothing is offered after a stop');
      assert.equal(stage.stops().length, 1);
    },
  },
  {
    name: 'a renewal that is answered after a stop changes nothing',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      await stage.start('film');
      stage.answer('held');
      await stage.start('news');
      stage.answer('served');
      await stage.stop();
      stage.service.release();
      await stage.pass(60_000);
      await stage.is('stopped');
      assert.equal(stage.stops().length, 1);
      assert.equal(stage.renewals().length, 1);
    },
  },
  {
    name: 'a new start waits for the start and the stop before it',
    rules: '6',
    play: async (stage) => {
      await stage.open();
      stage.answer('held');
      await stage.start('film');
      await stage.stop();
      await stage.start('news');
      await stage.is('asking', true);
      assert.equal(stage.starts().length, 1, 'the first start is under way');
      stage.answer('served');
      stage.service.release();
      await stage.pass(1000);
      await stage.is('playing');
      assert.deepEqual(
        stage.starts().map(({ body }) => body.stream),
        ['film', 'news'],
      );
      assert.equal(stage.service.api.leases.size, 1);
    },
  },
];
