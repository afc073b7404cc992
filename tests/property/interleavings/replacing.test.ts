import { everyOrder } from '../../support/every-order.ts';
import { admit, full, LATER, remove, renew, replace, revoke, set, stop, T } from '../../support/scenarios.ts';

/** `b` and `c` go on after `a` has ended. */
const mixed = [...full, renew('b', T + 10), renew('c', T + 11)];

const oldest = (session: string, now: number) => set(admit(session, now), { whenFull: 'replace-oldest' });

/** What was refused at first, and comes again, finds as many leases as it saw. */
const then = [stop('d', T + 3), admit('e', T + 4)];

everyOrder({
  'replace, admit': { before: full, together: [replace('d', ['a'], T + 1), admit('e', T + 2)] },
  'replace, replace: the same one': {
    before: full,
    together: [replace('d', ['a'], T + 1), replace('e', ['a'], T + 2)],
  },
  'replace, replace: others': {
    before: full,
    together: [replace('d', ['a', 'b'], T + 1), replace('e', ['b', 'a'], T + 2)],
  },
  'replace, replace: each other': {
    before: full,
    together: [replace('d', ['a', 'e'], T + 1), replace('e', ['a', 'd'], T + 2)],
  },
  'replace, replace: the same session': {
    before: full,
    together: [replace('d', ['a'], T + 1), replace('d', ['b'], T + 2)],
  },
  'replace, replace-oldest': {
    before: full,
    together: [replace('d', ['b'], T + 30_001), oldest('e', T + 30_002)],
  },
  'replace-oldest, replace-oldest': {
    before: full,
    together: [oldest('d', T + 29_999), oldest('e', T + 30_000)],
  },
  'replace, reclaim': { before: mixed, together: [replace('d', ['b'], LATER - 1), admit('e', LATER)] },
  'replace, renew of the session to end': {
    before: full,
    together: [replace('d', ['a'], T + 1), renew('a', T + 2)],
  },
  'replace, renew of another': { before: full, together: [replace('d', ['a'], T + 1), renew('b', T + 2)] },
  'replace, switch of the session to end': {
    before: full,
    together: [replace('d', ['a'], T + 1), admit('a', T + 2, 'news')],
  },
  'replace, stop of the session to end': { before: full, together: [replace('d', ['a'], T + 1), stop('a', T + 2)] },
  'replace, stop of another': { before: full, together: [replace('d', ['a'], T + 1), stop('b', T + 2)] },
  'an older stop of another, replace': { before: full, together: [stop('b', T + 1), replace('d', ['a'], T + 2)] },
  'an older stop of another, replace; then it stops, and another starts': {
    before: full,
    together: [stop('b', T + 1), replace('d', ['a'], T + 2)],
    then,
    lostAnswer: false,
  },
  'replace, replace: others, after another': {
    before: [...full, replace('x', ['c'], T + 1)],
    together: [replace('d', ['a'], T + 2), replace('e', ['b'], T + 3)],
  },
  'replace, remove': { before: full, together: [replace('d', ['a'], T + 1), remove(T + 2)] },
  'replace, revoke': { before: full, together: [replace('d', ['a'], T + 1), revoke(T + 2)] },
  'replace, revoke and block': { before: full, together: [replace('d', ['a'], T + 1), revoke(T + 2, 1000)] },
  'a replaced session replaces': {
    before: [...full, replace('d', ['a'], T + 1)],
    together: [replace('a', ['d'], T + 2), renew('d', T + 3)],
  },
  'a replaced session starts while another stops': {
    before: [...full, replace('d', ['a'], T + 1)],
    together: [admit('a', T + 2), stop('b', T + 3)],
  },

  'replace, replace, replace: the same three': {
    before: full,
    together: ['d', 'e', 'f'].map((session, i) => replace(session, ['a', 'b', 'c'], T + 1 + i)),
  },
  'older stop and admit, replace': {
    before: full,
    together: [stop('a', T + 1), admit('e', T + 2), replace('d', ['a'], T + 3)],
  },
  'replace, stop, admit': {
    before: full,
    together: [replace('d', ['a'], T + 1), stop('b', T + 2), admit('e', T + 3)],
  },
  'replace, renew, stop': {
    before: full,
    together: [replace('d', ['a'], T + 1), renew('a', T + 2), stop('a', T + 3)],
  },
});
