import { everyOrder } from '../../support/every-order.ts';
import { admit, create, full, LATER, limits, one, remove, renew, set, stop, T, two } from '../../support/scenarios.ts';

// Two at once.
everyOrder(
  {
    'admit, admit: one slot is left': { before: two, together: [admit('c', T + 1), admit('d', T + 2)] },
    'admit, admit: the same session': { before: two, together: [admit('c', T + 1), admit('c', T + 2, 'news')] },
    'admit, admit: the same request in the same millisecond': { before: two, together: [admit('c'), admit('c')] },
    'admit, reclaim': { before: full, together: [admit('d', LATER - 1), admit('e', LATER)] },
    'reclaim, renew': { before: full, together: [admit('d', LATER), renew('a', LATER + 1)] },
    'an older renewal, reclaim': { before: full, together: [renew('a', LATER), admit('d', LATER + 1)] },
    'reclaim, reclaim': { before: full, together: [admit('d', LATER), admit('e', LATER + 1)] },
    'reclaim, admit by an instance that allows five': {
      before: [...full, renew('b', T + 1), renew('c', T + 1)],
      together: [admit('d', LATER), set(admit('e', LATER - 1), { limits: { ...limits, standard: 5 } })],
    },
    'reclaim, stop': { before: full, together: [admit('d', LATER), stop('a', LATER + 1)] },
    'reclaim, switch': { before: full, together: [admit('d', LATER), admit('a', LATER + 1, 'news')] },
    'stop, admit': { before: full, together: [stop('a', T + 1), admit('d', T + 2)] },
    'stop, renew': { before: full, together: [stop('a', T + 1), renew('a', T + 2)] },
    'stop, start: the same session': { before: full, together: [stop('a', T + 1), admit('a', T + 2)] },
    'an older stop, start: the same session': { before: two, together: [stop('c', T + 1), admit('c', T + 2)] },
    'renew, start: the same session': { before: two, together: [renew('c', T + 1), admit('c', T + 2)] },
    'renew, switch': { before: full, together: [renew('a', T + 1), renew('a', T + 2, 'news')] },
    'remove, renew': { before: full, together: [remove(T + 1), renew('a', T + 2)] },
    'remove, admit': { before: two, together: [remove(T + 1), admit('c', T + 2)] },
    'remove, stop': { before: full, together: [remove(T + 1), stop('a', T + 2)] },
    'remove, create': { before: full, together: [remove(T + 1), create(T + 2)] },
    'create, create': { before: [], together: [create(T + 1), create(T + 2)] },
    'create, create: the same millisecond': {
      before: [],
      together: [create(), create()],
      // A lost answer would make both succeed: nothing tells the two requests apart (docs/correctness.md).
      lostAnswer: false,
    },
    'create, admit': { before: [], together: [create(), admit('a', T + 1)] },

    // Three at once.
    'admit three times: two slots are left': {
      before: [...one, admit('a')],
      together: [admit('b', T + 1), admit('c', T + 2), admit('d', T + 3)],
    },
    'reclaim, reclaim, reclaim': {
      before: full,
      together: [admit('d', LATER), admit('e', LATER + 1), admit('f', LATER + 2)],
    },
    'reclaim, reclaim, renew': {
      before: full,
      together: [admit('d', LATER), admit('e', LATER + 1), renew('a', LATER + 2)],
    },
    'reclaim, renew, stop': {
      before: full,
      together: [admit('d', LATER), renew('a', LATER + 1), stop('b', LATER + 2)],
    },
    'reclaim, stop, start: the same session': {
      before: full,
      together: [admit('d', LATER), stop('a', LATER + 1), admit('a', LATER + 2)],
    },
    'stop, admit, admit': { before: full, together: [stop('a', T + 1), admit('d', T + 2), admit('e', T + 3)] },
    'remove, create, admit': { before: full, together: [remove(T + 1), create(T + 2), admit('d', T + 3)] },
    'remove, create, renew': { before: full, together: [remove(T + 2), create(T + 3), renew('a', T + 1)] },
    'create, create, remove': { before: [], together: [create(T + 1), create(T + 2), remove(T + 3)] },
  },
  [
    'admit, admit: one slot is left',
    'reclaim, renew',
    'reclaim, reclaim',
    'reclaim, stop',
    'stop, admit',
    'renew, switch',
    'remove, create',
    'create, admit',
  ],
);
