import {
  type Bound,
  boundOfLimit,
  boundsOf,
  expiredThatHelp,
  fewestThatHelp,
  hasRoom,
  missingOf,
  usedOf,
} from './bounds.ts';
import { rememberEnded } from './ended.ts';
import { endingAfter } from './ending.ts';
import { limitOf, MAX_LIMIT } from './limits.ts';
import { enforcedFor, LIMIT_RULE, monitoredFor } from './policies.ts';
import type { Start } from './requests.ts';
import { admitsOverLimit, type Rules } from './rules.ts';
import { type Ended, isLive, type Lease, type User } from './user.ts';

/** The leases that end to make room for a new one, and the item's `ended` after that. */
export interface Room {
  readonly expired: readonly Lease[];
  readonly replaced: readonly Lease[];
  readonly ended: readonly Ended[];
}

/** The policy that denies a start. */
export interface Shortage {
  readonly name: string;
  readonly limit: number;
  /** How many of its number are in use. */
  readonly active: number;
  /**
   * Sessions that make room if they end: each of them alone or, if none is enough alone, the fewest that do together.
   * Empty if no end would help.
   */
  readonly sessions: readonly string[];
}

/** How many leases the user may hold after a start: the limit, or `MAX_LIMIT` if the limit only counts. */
export const mostFor = (user: Pick<User, 'limit' | 'tokenLimit' | 'plan'>, { id }: Start, rules: Rules): number =>
  admitsOverLimit(rules, id) ? MAX_LIMIT : limitOf(rules.limits, user);

/** The bounds of a start: the limit, and each enforced policy that counts the wanted lease. */
export const enforcedBounds = (user: User, start: Start, rules: Rules): Bound[] => [
  boundOfLimit(mostFor(user, start, rules)),
  ...boundsOf(enforcedFor(rules.policies, start.id), start.wanted, user.plan),
];

/**
 * Chooses the leases that end so that the wanted one fits. While there is room, none. Otherwise the expired ones that
 * help, and then the fewest live ones, in the order in which `replace` names them. If it names none, `whenFull` may
 * allow the oldest. A start that replaces all others ends them even if there is room.
 * @returns undefined if that does not make room; then no lease ends
 */
export function makeRoom(
  user: User,
  start: Start,
  rules: Rules,
  now: number,
  bounds: readonly Bound[] = enforcedBounds(user, start, rules),
): Room | undefined {
  const { wanted, replace, claim } = start;
  const others = user.leases.filter(({ session }) => session !== wanted.session);
  const live = others.filter((lease) => isLive(lease, now));
  const endsAll = replace === 'others';
  const expired = endsAll
    ? others.filter((lease) => !isLive(lease, now))
    : expiredThatHelp(bounds, others, wanted, now);
  const left = others.filter((lease) => !expired.includes(lease));
  const willing = willingToGiveWay(live, replace, rules, now);
  const replaced = fewestThatHelp(willing, left, wanted, bounds);
  if (replaced === undefined) return undefined;

  const gone = { expired, replaced: endsAll ? live : replaced };
  const { subscription = {} } = claim;
  // With passes on, `ending` is in the item too, and `rememberEnded` needs its size.
  const ending = rules.passes && { ending: endingAfter(user, gone.replaced, { now, stamp: now }) };
  return { ...gone, ended: rememberEnded({ ...user, ...subscription, ...ending }, gone, wanted, now) };
}

/**
 * The room for a start. If the limit only counts, it first tries to stay within the limit, and then within `MAX_LIMIT`.
 */
export const roomFor = (user: User, start: Start, rules: Rules, now: number): Room | undefined =>
  (admitsOverLimit(rules, start.id)
    ? makeRoom(user, start, rules, now, strictBounds(user, start, rules))
    : undefined) ?? makeRoom(user, start, rules, now);

const strictBounds = (user: User, start: Start, rules: Rules): Bound[] => [
  boundOfLimit(limitOf(rules.limits, user)),
  ...enforcedBounds(user, start, rules),
];

function willingToGiveWay(
  live: readonly Lease[],
  replace: Start['replace'],
  { whenFull, protectSeconds }: Rules,
  now: number,
): readonly Lease[] {
  if (replace === 'others') return live;
  if (replace.length > 0) {
    return replace.flatMap((session) => live.find((lease) => lease.session === session) ?? []);
  }
  if (whenFull !== 'replace-oldest') return [];
  // Without protection, even a lease with a later start than this request, which that request overtook.
  return live.filter(({ startedAt }) => protectSeconds === 0 || startedAt <= now - protectSeconds * 1000);
}

/** The first enforced policy that denies a start; undefined if the limit does. */
export function shortageOf(user: User, start: Start, rules: Rules, now: number): Shortage | undefined {
  const { wanted } = start;
  const live = user.leases.filter((lease) => lease.session !== wanted.session && isLive(lease, now));
  return shortageAmong(live, wanted, enforcedBounds(user, start, rules));
}

/** @param live the live leases, without the wanted one */
export function shortageAmong(live: readonly Lease[], wanted: Lease, bounds: readonly Bound[]): Shortage | undefined {
  const short = bounds.find((bound) => bound.policy !== undefined && missingOf(bound, live, wanted) > 0);
  if (short?.policy === undefined) return undefined;
  const alone = live.filter((lease) =>
    hasRoom(
      bounds,
      live.filter((other) => other !== lease),
      wanted,
    ),
  );
  const ends = alone.length > 0 ? alone : (fewestThatHelp(live, live, wanted, bounds) ?? []);
  return {
    name: short.policy,
    limit: short.most,
    active: usedOf(short, live),
    sessions: ends.map(({ session }) => session),
  };
}

/**
 * The rules that only count and would have denied this start: each is tried together with the enforced ones.
 * @param user without the lease that starts
 */
export function wouldDeny(user: User, start: Start, rules: Rules, now: number): string[] {
  const { id, wanted } = start;
  const denies = (more: Bound) =>
    makeRoom(user, start, rules, now, [more, ...enforcedBounds(user, start, rules)]) === undefined;
  const limit = boundOfLimit(limitOf(rules.limits, user));
  return [
    ...(admitsOverLimit(rules, id) && denies(limit) ? [LIMIT_RULE] : []),
    ...boundsOf(monitoredFor(rules.policies, id), wanted, user.plan).flatMap((bound) =>
      bound.policy !== undefined && denies(bound) ? [bound.policy] : [],
    ),
  ];
}
