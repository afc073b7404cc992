import { everyOrder } from '../../support/every-order.ts';
import {
  admit,
  claim,
  create,
  full,
  LATER,
  remove,
  renew,
  replace,
  revoke,
  stop,
  T,
  two,
} from '../../support/scenarios.ts';

everyOrder({
  'revoke, admit': { before: two, together: [revoke(T + 1), admit('c', T + 2)] },
  'revoke and block, admit': { before: two, together: [revoke(T + 1, 1000), admit('c', T + 2)] },
  'revoke and block, a denied start': { before: full, together: [revoke(T + 1, 1000), admit('d', T + 2)] },
  'a denied start, revoke': { before: full, together: [admit('d', T + 1), revoke(T + 2)] },
  'an older revoke and block, a start of a replaced session': {
    before: [...full, replace('d', ['a'], T + 1), stop('b', T + 2)],
    together: [revoke(T + 3, 1000), admit('a', T + 4)],
  },
  'revoke, renew': { before: full, together: [revoke(T + 1), renew('a', T + 2)] },
  'revoke and block, switch': { before: full, together: [revoke(T + 1, 1000), admit('a', T + 2, 'news')] },
  'revoke, replace': { before: full, together: [revoke(T + 1), replace('d', ['a'], T + 2)] },
  'revoke, reclaim': { before: full, together: [revoke(LATER), admit('d', LATER + 1)] },
  'revoke and block, reclaim': { before: full, together: [revoke(LATER, 1000), admit('d', LATER + 1)] },
  'revoke, stop': { before: full, together: [revoke(T + 1), stop('a', T + 2)] },
  'revoke, remove': { before: full, together: [revoke(T + 1), remove(T + 2)] },
  'revoke, create': { before: [], together: [revoke(T + 1), create(T + 2)] },
  'revoke, enrol': { before: [], together: [revoke(T + 1, 1000), claim('a', 'basic plan', T + 2)] },
  'revoke, revoke': { before: full, together: [revoke(T + 1, 1000), revoke(T + 2)] },
  'revoke, revoke: the same millisecond': { before: full, together: [revoke(T + 1, 1000), revoke(T + 1, 2000)] },
  'block, lift the block': { before: full, together: [revoke(T + 1, 1000), revoke(T + 2, 0)] },
  'lift the block, admit': { before: [...full, revoke(T + 1, 1000)], together: [revoke(T + 2, 0), admit('d', T + 3)] },
  'the block ends, admit': { before: [...full, revoke(T + 1, 1)], together: [admit('d', T + 2), renew('a', T + 3)] },

  'revoke, admit, admit': { before: full, together: [revoke(T + 1), admit('d', T + 2), admit('e', T + 3)] },
  'revoke and block, replace, stop': {
    before: full,
    together: [revoke(T + 1, 1000), replace('d', ['a'], T + 2), stop('a', T + 3)],
  },
});
