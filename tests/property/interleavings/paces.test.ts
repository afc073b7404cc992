import { everyOrder } from '../../support/every-order.ts';
import {
  admit,
  full,
  LATER,
  long,
  remove,
  renew,
  replace,
  revoke,
  set,
  stop,
  T,
  two,
} from '../../support/scenarios.ts';
import { SPARE_MS } from '../../support/steps.ts';

/** Of those who were admitted, `a` has been renewed for long. */
const spare = [...two, long(renew('a', T + 1))];
/** `a` was renewed for short, as all slots were in use; now one is free. */
const again = [...full, long(renew('a', T + 1)), stop('c', T + 2)];
/**
 * `a` has a long lease, and has changed channel while all slots were in use, so that a renewal is refused at first; now
 * one is free.
 */
const switched = [...spare, admit('c', T + 2), long(renew('a', T + 3, 'news')), stop('c', T + 4)];
/** All have been renewed: `a` and `b` for long, `c` for short. */
const mixed = [...two, long(renew('a', T + 1)), long(renew('b', T + 2)), admit('c', T + 3), long(renew('c', T + 4))];
const ENDED = T + 10 + SPARE_MS;

everyOrder({
  'renew for long, admit to the last slot': {
    before: two,
    together: [long(renew('a', T + 1)), long(admit('c', T + 2))],
  },
  'renew for long, replace': { before: full, together: [long(renew('a', T + 1)), long(replace('d', ['a'], T + 2))] },
  'renew for short, stop': { before: full, together: [long(renew('a', T + 1)), stop('b', T + 2)] },
  'renew for short, an older stop of the same': { before: full, together: [long(renew('a', T + 2)), stop('a', T + 1)] },
  'renew for long again, admit': { before: again, together: [long(renew('a', T + 3)), long(admit('d', T + 4))] },
  'an older admit to the last slot, renew for long': {
    before: switched,
    together: [admit('d', T + 5), long(renew('a', T + 6))],
  },
  'renew for long, stop of the same': { before: two, together: [long(renew('a', T + 1)), stop('a', T + 2)] },
  'renew for long again, stop of the same': { before: again, together: [long(renew('a', T + 3)), stop('a', T + 4)] },
  'renew for long, reclaim': { before: mixed, together: [long(renew('a', ENDED)), long(admit('d', ENDED + 1))] },
  'renew for short, reclaim': { before: full, together: [long(renew('a', LATER)), long(admit('d', LATER + 1))] },
  'renew for long, renew for long': {
    before: two,
    together: [long(renew('a', T + 1)), long(renew('a', T + 2, 'news'))],
  },
  'renew for long, renew by an instance of one pace': {
    before: spare,
    together: [long(renew('a', T + 2)), renew('a', T + 3)],
  },
  'renew for long, switch': { before: again, together: [long(renew('a', T + 3)), long(admit('a', T + 4, 'news'))] },
  'renew for long, renew where the limit is one': {
    before: two,
    together: [long(renew('a', T + 1)), set(long(renew('b', T + 2)), { limits: { standard: 1, byPlan: new Map() } })],
  },
  'an older renew for long, renew of the same where the limit is two': {
    before: two,
    together: [long(renew('a', T + 1)), set(long(renew('a', T + 2)), { limits: { standard: 2, byPlan: new Map() } })],
  },
  'renew for long, revoke': { before: two, together: [long(renew('a', T + 1)), revoke(T + 2)] },
  'renew for long, remove': { before: two, together: [long(renew('a', T + 1)), remove(T + 2)] },

  'renew for long, admit, stop': {
    before: again,
    together: [long(renew('a', T + 3)), long(admit('d', T + 4)), stop('b', T + 5)],
  },
});
