import type { Expected } from './evaluate.ts';
import { answerAll } from './world.ts';

/** Nights on which something is short or wrong, before a viewer suffers from it. */
export const CAUSES: readonly Expected[] = [
  {
    name: 'the back office fails',
    happens: (world) => {
      world.backOffice = { requests: 50, errors: 20 };
    },
    small: ['back-office-errors 3', 'capacity 3'],
    large: ['back-office-errors 3', 'capacity 3'],
  },
  {
    name: 'more requests than the API lets through',
    happens: (world) => answerAll(world, 429, 0.2),
    small: ['api-throttled 3', 'capacity 3'],
    large: ['api-throttled 3', 'capacity 3'],
  },
  {
    name: 'a new account: all of its ten executions are in use',
    silent: 'five million viewers have another account: of its thousand, half are in use',
    happens: (world) => {
      world.concurrency = Math.max(10, world.concurrency);
    },
    small: ['concurrency 3', 'capacity 3'],
    large: ['', ''],
  },
  {
    name: "the account's concurrency is nearly used up by another service",
    happens: (world) => {
      world.concurrency = 950;
    },
    small: ['concurrency 3', 'capacity 3'],
    large: ['concurrency 3', 'capacity 3'],
  },
  {
    name: 'the table takes a tenth less than it is asked',
    happens: (world) => {
      world.throttled.table = world.renewals.requests * 0.1 + 10;
    },
    small: ['table-throttles 3', 'capacity 3'],
    large: ['table-throttles 3', 'capacity 3'],
  },
  {
    name: 'one partition of a hundred rejects a third',
    silent: 'a partition takes a thousand writes a second',
    happens: (world) => {
      world.throttled.partition = Math.round(world.renewals.requests * 0.0033);
    },
    small: ['', ''],
    large: ['hot-partition 3', 'capacity 3'],
  },
  {
    name: 'somebody imports users of one plan',
    happens: (world) => {
      world.throttled.index = 30;
    },
    small: ['index-throttles 3', 'capacity 3'],
    large: ['index-throttles 3', 'capacity 3'],
  },
  {
    name: 'the clock of one instance is wrong',
    happens: (world) => {
      world.clockSkewed = 1;
    },
    small: ['clock-skewed 3', 'capacity 3'],
    large: ['clock-skewed 3', 'capacity 3'],
  },
  {
    name: 'an instance that was fast has written users, and is gone',
    happens: (world) => {
      world.stampAhead = 1;
    },
    small: ['clock-skewed 3', 'capacity 3'],
    large: ['clock-skewed 3', 'capacity 3'],
  },
  {
    name: 'nobody can read the keys of passes; instances go on with those that they have',
    happens: (world) => {
      world.passKeysUnread = 1;
    },
    small: ['pass-keys 3', 'capacity 3'],
    large: ['pass-keys 3', 'capacity 3'],
  },
  {
    name: 'the limit did not hold, once',
    happens: (world, minute) => {
      world.overAdmitted = minute === 10 ? 1 : 0;
    },
    small: ['over-admitted 11', 'capacity 11'],
    large: ['over-admitted 11', 'capacity 11'],
  },
  {
    name: 'one player in ten renews each second',
    minutes: 720,
    after: 1440,
    happens: (world) => {
      world.renewals.requests *= 16;
    },
    small: ['budget 450, requests-per-stream 330', 'capacity 330, budget 450'],
    large: ['budget 450, requests-per-stream 330', 'capacity 330, budget 450'],
  },
  {
    name: 'every player starts and stops once a minute, below the throttle',
    minutes: 1410,
    after: 1440,
    happens: (world) => {
      for (const asked of [world.starts, world.stops]) asked.requests += world.renewals.requests * 2.5;
    },
    small: ['budget 930', 'budget 930'],
    large: ['budget 930', 'budget 930'],
  },
  {
    name: 'the certificate is not renewed',
    minutes: 1400,
    after: 1480,
    happens: (world, minute) => {
      world.daysToExpiry = 21.5 - minute / 1440;
    },
    small: ['certificate 1410', 'capacity 1410'],
    large: ['certificate 1410', 'capacity 1410'],
  },
];
