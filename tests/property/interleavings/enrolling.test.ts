import { everyOrder } from '../../support/every-order.ts';
import {
  admit,
  claim,
  create,
  full,
  limits,
  long,
  one,
  remove,
  renew,
  replace,
  revoke,
  set,
  stop,
  T,
  two,
} from '../../support/scenarios.ts';

const plans = { limits: { ...limits, byPlan: new Map([['premium plan', 5]]) } };
const premium = (session: string, now: number, victims?: readonly string[]) =>
  set(claim(session, 'Premium Plan', now, victims), plans);
const basic = (session: string, now: number) => set(claim(session, 'basic plan', now), plans);

everyOrder({
  'enrol, enrol': { before: [], together: [basic('a', T + 1), basic('b', T + 2)] },
  'enrol, enrol: the same session': { before: [], together: [basic('a', T + 1), basic('a', T + 2)] },
  'enrol, enrol: other plans': { before: [], together: [basic('a', T + 1), premium('b', T + 2)] },
  'enrol, create': { before: [], together: [basic('a', T + 1), create(T + 2)] },
  'enrol, remove': { before: one, together: [remove(T + 1), basic('a', T + 2)] },
  'enrol, a start without a claim': { before: [], together: [basic('a', T + 1), admit('b', T + 2)] },
  'enrol, stop': { before: [], together: [basic('a', T + 1), stop('a', T + 2)] },
  'an older stop, enrol': { before: [], together: [stop('a', T + 1), basic('a', T + 2)] },
  'enrol, revoke and block': { before: [], together: [basic('a', T + 1), revoke(T + 2, 1000)] },
  'change of plan, admit': { before: full, together: [premium('d', T + 1), admit('e', T + 2)] },
  'change of plan, admit of the new plan': { before: full, together: [premium('d', T + 1), premium('e', T + 2)] },
  'change of plan, change back': { before: two, together: [premium('c', T + 1), basic('d', T + 2)] },
  'change of plan, renew': { before: full, together: [premium('d', T + 1), set(renew('a', T + 2), plans)] },
  'change of plan, replace': {
    before: [...full, premium('d', T + 1), premium('e', T + 2)],
    together: [premium('f', T + 3, ['a']), basic('g', T + 4)],
  },

  'an older change of plan by a session with a lease, replace': {
    before: full,
    together: [premium('b', T + 1), set(replace('d', ['a'], T + 2), plans)],
  },
  'change of plan by a session with a lease, renew for long': {
    before: full,
    together: [long(premium('b', T + 1)), long(set(renew('b', T + 2), plans))],
  },

  'enrol, create, remove': { before: [], together: [basic('a', T + 1), create(T + 2), remove(T + 3)] },
});
