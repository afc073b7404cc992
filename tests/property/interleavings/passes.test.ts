import { everyOrder } from '../../support/every-order.ts';
import type { Operation } from '../../support/operations.ts';
import {
  admit,
  claim,
  create,
  full,
  LATER,
  long,
  others,
  remove,
  renew,
  replace,
  revoke,
  set,
  stop,
  T,
  two,
} from '../../support/scenarios.ts';

// With passes on, the item knows of each pass that is out, whatever meets. All that is given here lasts a minute.

const passing = (operation: Operation): Operation => set(operation, { youngMs: 60_000 });
const all = (...operations: Operation[]) => operations.map(passing);

/** So many sessions that were started and stopped before, each with a pass that is out. */
const ended = (count: number): Operation[] =>
  Array.from({ length: count }, (_, i) => [
    admit(`old-${i}`, T - 100 + 2 * i),
    stop(`old-${i}`, T - 99 + 2 * i),
  ]).flat();

const had = (count: number) => [create(T - 200), ...ended(count)];
const playing = (count: number, ...sessions: string[]) =>
  all(...had(count), ...sessions.map((session, i) => admit(session, T - 10 + i)));
/** Young passes are worth a renewal by then. */
const SOON = T + 40_000;

everyOrder({
  // Three times the limit are nine.
  'start, start: one pass is left': { before: playing(7, 'a'), together: all(admit('c', T + 1), admit('d', T + 2)) },
  'start, start: two are left, and one by the first write': {
    before: playing(6, 'a'),
    together: all(admit('c', T + 1), admit('d', T + 2)),
  },
  'an older stop, start': { before: playing(7, 'a'), together: all(stop('a', T + 1), admit('c', T + 2)) },
  'start, stop: the same session': { before: playing(6, 'a'), together: all(stop('a', T + 1), admit('a', T + 2)) },
  'stop, stop': { before: playing(1, 'a', 'b'), together: all(stop('a', T + 1), stop('b', T + 2)) },
  'start, revoke': { before: playing(6, 'a'), together: all(revoke(T + 1), admit('c', T + 2)) },
  'stop, revoke': { before: playing(1, 'a', 'b'), together: all(stop('a', T + 1), revoke(T + 2)) },
  'renew, revoke': { before: playing(1, 'a', 'b'), together: all(renew('a', SOON), revoke(SOON + 1)) },
  'replace, renew': {
    before: playing(2, 'a', 'b', 'c'),
    together: all(replace('d', ['a'], SOON), renew('a', SOON + 1)),
  },
  'replace, renew of another': {
    before: playing(2, 'a', 'b', 'c'),
    together: all(replace('d', ['a'], SOON), renew('b', SOON + 1)),
  },
  'replace, stop': { before: playing(2, 'a', 'b', 'c'), together: all(replace('d', ['a'], T + 1), stop('b', T + 2)) },
  'replace, replace': {
    before: playing(4, 'a', 'b', 'c'),
    together: all(replace('d', ['a'], T + 1), replace('e', ['b'], T + 2)),
  },
  'an older stop, reclaim': {
    before: all(...full, renew('b', T + 100_000), renew('c', T + 100_001)),
    together: all(stop('b', LATER), admit('d', LATER + 1)),
  },
  'an older stop, start of a session that ended': {
    before: all(...full, replace('d', ['a'], T + 1), stop('c', T + 2)),
    together: all(stop('b', T + 3), admit('a', T + 4)),
  },
  'an older stop of another, renew': {
    before: playing(1, 'a', 'b'),
    together: all(stop('b', SOON), renew('a', SOON + 1)),
  },
  'an older stop of another, renew for long': {
    before: playing(1, 'a', 'b'),
    together: all(stop('b', SOON), long(renew('a', SOON + 1))),
  },
  'switch, stop': { before: playing(1, 'a', 'b'), together: all(renew('a', T + 1, 'news'), stop('a', T + 2)) },
  'switch, switch': { before: playing(1, 'a'), together: all(renew('a', T + 1, 'news'), renew('a', T + 2, 'goal')) },
  'an older stop, end of all others': {
    before: all(...full, renew('a', T + 100_000), renew('b', T + 100_001)),
    together: all(stop('b', T + 110_000), others('a', T + 110_001)),
  },
  'an older renewal, end of all others': {
    before: playing(1, 'a', 'b'),
    together: all(renew('a', SOON), others('a', SOON + 1)),
  },
  'remove, start': { before: playing(2, 'a'), together: all(remove(T + 1), admit('c', T + 2)) },
  'remove, stop': { before: playing(2, 'a', 'b'), together: all(remove(T + 1), stop('a', T + 2)) },
  'remove, enrol': { before: playing(2, 'a'), together: all(remove(T + 1), claim('c', 'basic plan', T + 2)) },
  'enrol, enrol: where a user was removed': {
    before: [...playing(2, 'a'), passing(remove(T))],
    together: all(claim('c', 'basic plan', T + 1), claim('d', 'basic plan', T + 2)),
  },
  'create, enrol: where a user was removed': {
    before: [...playing(2, 'a'), passing(remove(T))],
    together: all(create(T + 1), claim('d', 'basic plan', T + 2)),
  },

  // Of a user of before passes were on, whose item has no place for them.
  'stop, stop: without a place': { before: full, together: all(stop('a', T + 1), stop('b', T + 2)) },
  'start, stop: without a place': { before: two, together: all(admit('c', T + 1), stop('a', T + 2)) },
  'stop, revoke: without a place': { before: two, together: all(stop('a', T + 1), revoke(T + 2)) },
  'stop, remove: without a place': { before: two, together: all(stop('a', T + 1), remove(T + 2)) },
  'replace, stop: without a place': { before: full, together: all(replace('d', ['a'], T + 1), stop('b', T + 2)) },

  'an older stop and start, revoke': {
    before: playing(2, 'a', 'b'),
    together: all(stop('b', T + 1), admit('e', T + 2), revoke(T + 3)),
  },
  'an older stop and start, replace': {
    before: playing(2, 'a', 'b', 'c'),
    together: all(stop('b', T + 1), admit('e', T + 2), replace('d', ['a'], T + 3)),
  },
  'start, start, stop': {
    before: playing(6, 'a'),
    together: all(admit('c', T + 1), admit('d', T + 2), stop('a', T + 3)),
  },
});
