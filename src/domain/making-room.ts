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

/** Which leases give way to a new one, and what the item remembers of them after the write. */
export interface Room {
  readonly expired: readonly Lease[];
  readonly replaced: readonly Lease[];
  readonly ended: readonly Ended[];
}

/** The policy that denies a start. */
export interface Shortage {
  readonly name: string;
  readonly limit: number;
  /** How many of it are in use. */
  readonly active: number;
  /**
   * Each of them makes room if it ends; where one is not enough, the fewest that do so together. None: no end would
   * help.
   */
  readonly sessions: readonly string[];
}

/** How many leases the user may hold after a start: the limit, or all that there can be where it only counts. */
export const mostFor = (user: Pick<User, 'limit' | 'tokenLimit' | 'plan'>, { id }: Start, rules: Rules): number =>
  admitsOverLimit(rules, id) ? MAX_LIMIT : limitOf(rules.limits, user);

/** What a start of this user has to keep: the limit, and each enforced policy that counts the wanted lease. */
export const enforcedBounds = (user: User, start: Start, rules: Rules): Bound[] => [
  boundOfLimit(mostFor(user, start, rules)),
  ...boundsOf(enforcedFor(rules.policies, start.id), start.wanted, user.plan),
];

/**
 * Which leases give way to the wanted one, so that it keeps the bounds: none while there is room; else the expired ones
 * of the kind that is full; and of the live ones as few as make room, in the order in which `replace` names their
 * sessions. If it names none, `whenFull` may give the oldest. A start that replaces all others ends them, whether it
 * needs their slots or not.
 * @returns undefined if that does not make room: then no lease gives way
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
  // With passes on, the item holds them, too.
  const ending = rules.passes && { ending: endingAfter(user, gone.replaced, { now, stamp: now }) };
  return { ...gone, ended: rememberEnded({ ...user, ...subscription, ...ending }, gone, wanted, now) };
}

/**
 * The room for a start: where the limit only counts, as if it denied; and if that denies, up to the most that there is.
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
  // Without protection even a lease that started after this request began, which was then overtaken.
  return live.filter(({ startedAt }) => protectSeconds === 0 || startedAt <= now - protectSeconds * 1000);
}

/** The first enforced policy that has no room for a start; undefined: it is the limit that has none. */
export function shortageOf(user: User, start: Start, rules: Rules, now: number): Shortage | undefined {
  const { wanted } = start;
  const live = user.leases.filter((lease) => lease.session !== wanted.session && isLive(lease, now));
  return shortageAmong(live, wanted, enforcedBounds(user, start, rules));
}

/** @param live the leases beside the wanted one */
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
 * The rules that only count and would have denied this start: the verdict that each of them gives if it is enforced
 * beside those that are.
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
