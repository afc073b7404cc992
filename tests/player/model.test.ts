import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ACTIONS, type Action } from './support/actions.ts';
import { Evening } from './support/evening.ts';

const RUNS = Number(process.env.PLAYER_RUNS || 150);

test.each(['play', 'stop'] as const)(
  'whatever the viewer, the network, the service and the device do: when unreachable, %s',
  async (whenUnreachable) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ACTIONS, { maxLength: 40 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        async (actions: Action[], chances) => {
          const evening = new Evening(whenUnreachable, () => chances.next().value);
          for (const action of actions) await evening.live(action);
          await evening.goHome();
          expect(evening.faults).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  },
);
