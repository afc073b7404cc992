import type { Mutation } from './mutation.ts';

const LOOP = 'src/domain/write-until-decided.ts';
const CONTENTION = 'tests/property/contention';

/** Of requests that meet again and again. */
export const CONTENDING: readonly Mutation[] = [
  {
    name: 'contention: no pauses between retries',
    file: LOOP,
    search: 'if (tries % 2 === 0) await',
    replace: 'if (tries > 99) await',
    tests: CONTENTION,
    only: 'that replace the oldest, limit 3, jitter 0.1',
  },
  {
    name: 'contention: a retry steps by one instead of at random',
    file: 'src/domain/fence.ts',
    search: 'changedAt < clock ? 0 : Math.floor(random() * MAX_STEP_MS)',
    replace: '0',
    tests: 'tests/unit/fence',
  },
  {
    name: 'contention: does not report a stamp that is ahead of the clock',
    file: LOOP,
    search: 'if (changedAt - clock >= STAMP_AHEAD_MS)',
    replace: 'if (changedAt - clock >= 10 * STAMP_AHEAD_MS)',
    tests: CONTENTION,
    only: 'is reported',
  },
];
