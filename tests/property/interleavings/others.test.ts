import { everyOrder } from '../../support/every-order.ts';
import type { Operation } from '../../support/operations.ts';
import {
  admit,
  full,
  LATER,
  long,
  one,
  others,
  remove,
  renew,
  replace,
  revoke,
  set,
  stop,
  T,
} from '../../support/scenarios.ts';

const alone = [...one, admit('a', T)];
/** At `LATER`, `a` has expired and `b` has not. */
const expiring = [...alone, admit('b', T + 10)];

const ofTwo = (operation: Operation) => set(operation, { limits: { standard: 2, byPlan: new Map() } });

/** A start that ends all other sessions, of a session that holds a lease and of one that does not. */
everyOrder({
  'end of all others, admit': { before: full, together: [others('d', T + 1), admit('e', T + 2)] },
  'end of nobody, admit': { before: one, together: [others('d', T + 1), admit('e', T + 2)] },
  'an older admit, end of all others by the only session': {
    before: alone,
    together: [admit('b', T + 1), others('a', T + 2)],
  },
  'an older admit, end of all others and another stream, by the only session': {
    before: alone,
    together: [admit('b', T + 1), others('a', T + 2, 'news')],
  },
  'an older admit, end of all others by the only session, for long': {
    before: alone,
    together: [admit('b', T + 1), long(others('a', T + 2))],
  },
  'an older renew of an expired one, end of all others': {
    before: expiring,
    together: [renew('a', LATER), others('b', LATER + 1)],
  },
  'end of all others, each by one of them': { before: full, together: [others('a', T + 1), others('b', T + 2)] },
  'end of all others, each by a new session': { before: full, together: [others('d', T + 1), others('e', T + 2)] },
  'end of all others, replace': { before: full, together: [others('d', T + 1), replace('e', ['a'], T + 2)] },
  'end of all others, renew': { before: full, together: [others('a', T + 1), renew('b', T + 2)] },
  'end of all others, stop of its own': { before: full, together: [others('a', T + 1), stop('a', T + 2)] },
  'end of all others, stop of another': { before: full, together: [others('a', T + 1), stop('b', T + 2)] },
  'end of all others, revoke': { before: full, together: [others('a', T + 1), revoke(T + 2)] },
  'end of all others, remove': { before: full, together: [others('a', T + 1), remove(T + 2)] },
  'an older admit, end of all others by the only session, stop': {
    before: alone,
    together: [admit('b', T + 1), others('a', T + 2), stop('b', T + 3)],
  },
  // The denial shows whether the stream has changed before the others have ended.
  'an older admit, end of all others and another stream, a denial': {
    before: alone,
    together: [admit('b', T + 1), others('a', T + 2, 'news'), admit('c', T + 3)].map(ofTwo),
    lostAnswer: false,
  },
});
