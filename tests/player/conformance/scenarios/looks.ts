import assert from 'node:assert/strict';
import { type Scenario, type Stage, USER } from '../stage.ts';
import { checkWaits } from './waits.ts';

const LOOK_MS = 3000;

/** The app was closed, and is open again: its stop may be on its way. */
async function reopen(stage: Stage): Promise<void> {
  await stage.open({ whenUnreachable: 'play' });
  await stage.start('film');
  await stage.close();
  await stage.open({ whenUnreachable: 'play' });
}

const times = (sent: readonly { readonly at: number }[]): number[] => sent.map(({ at }) => at);

export const LOOKS: readonly Scenario[] = [
  {
    name: 'a look that gets no answer is repeated with longer waits, and one answer ends it',
    rules: '8, 12',
    play: async (stage) => {
      await reopen(stage);
      await stage.start('film');
      stage.answer('lost');
      await stage.pass(LOOK_MS);
      await stage.is('uncertain');
      await stage.pass(40_000, 250);
      assert.ok(stage.renewals().length >= 5, `${stage.renewals().length} looks in 40 s`);
      checkWaits(times(stage.renewals()));
      stage.answer('served');
      await stage.pass(16_000);
      await stage.is('playing');
      const before = stage.renewals().length;
      await stage.pass(30_000);
      assert.equal(stage.renewals().length, before);
    },
  },
  {
    name: 'a look that gets no answer at first still finds the lease that was stopped, and starts again',
    rules: '8, 12',
    play: async (stage) => {
      await reopen(stage);
      await stage.start('film');
      stage.service.api.leases.clear();
      stage.answer('lost');
      await stage.pass(LOOK_MS);
      stage.answer('served');
      await stage.pass(1000);
      await stage.is('playing');
      assert.equal(stage.starts().length, 3);
      assert.equal(stage.service.api.leases.size, 1);
    },
  },
  {
    name: 'a look comes three seconds after the start that got the lease, however often that was sent',
    rules: '8, 12',
    play: async (stage) => {
      await reopen(stage);
      stage.answer('lost');
      await stage.start('film');
      await stage.pass(70_000, 250);
      stage.answer('served');
      await stage.pass(16_000, 250);
      await stage.is('playing');
      const granted = stage.starts().at(-1)?.at ?? 0;
      await stage.pass(Math.max(0, granted + LOOK_MS - stage.now), 250);
      // The suite's clock stood at the end of the 16 seconds: the look may have been due before.
      const [look = 0, ...more] = times(stage.renewals());
      assert.ok(look >= granted + LOOK_MS && look <= granted + LOOK_MS + 250, `it looked after ${look - granted} ms`);
      assert.equal(more.length, 0);
    },
  },
  {
    name: 'a renewal to another channel within the three seconds is no look',
    rules: '10, 12',
    play: async (stage) => {
      await reopen(stage);
      await stage.start('film');
      await stage.pass(1000);
      await stage.start('news');
      await stage.pass(1000);
      assert.equal(stage.renewals().length, 1);
      stage.service.api.leases.clear();
      await stage.pass(1000);
      await stage.is('playing');
      assert.equal(stage.renewals().length, 2);
      const { session } = await stage.look();
      assert.deepEqual(stage.starts().at(-1)?.body, { id: USER, stream: 'news', session });
    },
  },
];
