import { type Policy, UNLIMITED } from '../../../src/domain/policies.ts';
import type { Tags } from '../../../src/domain/user.ts';
import { everyOrder } from '../../support/every-order.ts';
import type { Operation } from '../../support/operations.ts';
import {
  admit,
  claim,
  create,
  LATER,
  long,
  one,
  others,
  renew,
  replace,
  set,
  stop,
  T,
} from '../../support/scenarios.ts';

const policy = (name: string, shape: Policy['shape'], standard: number): Policy => ({
  name,
  shape,
  numbers: { standard, byPlan: new Map([['gold', UNLIMITED]]) },
  share: 100,
});

const UHD = policy('uhd', { where: { quality: 'uhd' } }, 1);
const TWO_UHD = policy('uhd', { where: { quality: 'uhd' } }, 2);
// Every title of these scenarios is another, so it only overlaps.
const TITLE = policy('same-title', { per: 'stream' }, 1);
const HOME = policy('one-home', { distinct: 'network' }, 1);

const uhd = { quality: 'uhd' };
const hd = { quality: 'hd' };

/** An instance with these policies, and a caller who gives these tags. */
function tagged(operation: Operation, tags: Tags, policies: readonly Policy[] = [UHD, TITLE]): Operation {
  const own = set(operation, { policies });
  return own.kind === 'request' || own.kind === 'renew' ? { ...own, tags } : own;
}
const kept = (operation: Operation, policies: readonly Policy[] = [UHD, TITLE]) => set(operation, { policies });

const aUhd = [create(T - 3), tagged(admit('a', T - 2), uhd)];
const aHd = [create(T - 3), tagged(admit('a', T - 2), hd)];
const both = [...aUhd, tagged(admit('b', T - 1), hd)];

everyOrder({
  'admit, admit: one of the kind is left': {
    before: aHd,
    together: [tagged(admit('c', T + 1), uhd), tagged(admit('d', T + 2), uhd)],
  },
  'admit, admit: of the first lease': {
    before: one,
    together: [tagged(admit('c', T + 1), uhd), tagged(admit('d', T + 2), uhd)],
  },
  'admit, admit of another kind: one slot is left': {
    before: both,
    together: [tagged(admit('c', T + 1), { quality: 'sd' }), tagged(admit('d', T + 2), uhd, [TWO_UHD, TITLE])],
  },
  'admit, retag': {
    before: aHd,
    together: [tagged(admit('c', T + 1), uhd), tagged(renew('a', T + 2), uhd)],
  },
  'retag, retag': {
    before: [...aHd, tagged(admit('b', T - 1), hd)],
    together: [tagged(renew('a', T + 1), uhd), tagged(renew('b', T + 2), uhd)],
  },
  'switch, switch to one title': {
    before: both,
    together: [kept(renew('a', T + 1, 'goal')), kept(renew('b', T + 2, 'goal'))],
  },
  'retag, stop of the other': { before: both, together: [tagged(renew('b', T + 1), uhd), stop('a', T + 2)] },
  'reclaim, admit': {
    before: aUhd,
    together: [tagged(admit('c', LATER), uhd), tagged(admit('d', LATER + 1), uhd)],
  },
  'reclaim, renew': { before: aUhd, together: [tagged(admit('c', LATER), uhd), kept(renew('a', LATER + 1))] },
  'reclaim by a retag, renew': {
    before: [...aUhd, tagged(admit('b', T), hd)],
    together: [tagged(renew('b', LATER - 1), uhd), kept(renew('a', LATER))],
  },
  'replace, stop': {
    before: both,
    together: [tagged(replace('c', ['a'], T + 1), uhd), stop('a', T + 2)],
  },
  'replace, replace': {
    before: both,
    together: [tagged(replace('c', ['a'], T + 1), uhd), tagged(replace('d', ['a'], T + 2), uhd)],
  },
  'distinct: two networks': {
    before: one,
    together: [
      tagged(admit('c', T + 1), { network: 'home' }, [HOME]),
      tagged(admit('d', T + 2), { network: 'away' }, [HOME]),
    ],
  },
  'paces: renew, admit that fills the kind': {
    before: [create(T - 3), tagged(admit('a', T - 2), uhd, [TWO_UHD])],
    together: [kept(long(renew('a', T + 1)), [TWO_UHD]), tagged(long(admit('c', T + 2)), uhd, [TWO_UHD])],
  },
  'paces: renew, stop that frees the kind': {
    before: both,
    together: [kept(long(renew('a', T + 1)), [TWO_UHD]), stop('b', T + 2)],
  },
  'retag, replace all others by the same session': {
    before: both,
    together: [tagged(renew('b', T + 1), { quality: 'sd' }), kept(others('b', T + 2))],
  },
  'enrol, enrol': {
    before: [],
    together: [tagged(claim('a', 'basic', T + 1), uhd), tagged(claim('b', 'basic', T + 2), uhd)],
  },
  'admit by an instance with policies, and by one without': {
    before: aHd,
    together: [tagged(admit('c', T + 1), uhd), tagged(admit('d', T + 2), uhd, [])],
  },
});
