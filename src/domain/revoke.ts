import type { Deps } from './deps.ts';
import { lacksEnding, openEnding, rememberPasses } from './ending.ts';
import { FENCE, type Moment } from './fence.ts';
import { notFound, type Refusal } from './refusals.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import { forgetAt } from './tombstone.ts';
import { blockOf, type Lease, liveLeases, type User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

export interface RevokeRequest {
  readonly id: string;
  /** Blocks the user for this long; 0 removes a block, undefined leaves it. */
  readonly blockSeconds?: number | undefined;
}

export interface Revoked {
  readonly id: string;
  /** The sessions whose live leases it ended. */
  readonly revoked: readonly string[];
  /** Epoch milliseconds; given if the user is blocked. */
  readonly blockedUntil?: number | undefined;
}

/**
 * How far ahead of the clock a retry puts its stamp, in milliseconds. Otherwise players that renew in a loop could
 * block the back office.
 */
const LEAD_MS = 50;

/** What a write does: `open` creates the map for passes, `block` blocks a user who does not exist. */
type Revoking = 'revoke' | 'open' | 'block';

/**
 * Ends all leases of a user, and can block the user. One write; two if there is no such user, or with passes on and
 * leases to end.
 */
export async function revokeStreams(deps: Deps, request: RevokeRequest): Promise<Revoked | Refusal> {
  return writeUntilDecided<Revoked | Refusal, Revoking>(deps, {
    id: request.id,
    now: deps.now(),
    first: revoking(request, deps.rules),
    decide: (seen) => decideRevoke(seen, request, deps.rules),
    returned: 'ALL_OLD',
    leadMs: LEAD_MS,
  });
}

/**
 * The answer to a revoke, or its next write. After a lost answer the SDK's second attempt meets its own write, and
 * cannot see which leases the first one ended. If a later revoke or a new user is there instead, the first attempt may
 * have run before them, and a further write would undo their changes. So the answer is `contended`, and the caller may
 * repeat the request.
 */
export function decideRevoke(
  seen: Seen<Revoking>,
  request: RevokeRequest,
  rules: Pick<Rules, 'keepsTombstones' | 'passes'>,
): Next<Revoked | Refusal, Revoking> {
  const { user, written, moment } = seen;
  const { now } = moment;
  const { id } = request;
  const until = blockEnd(request, now);
  if (user === undefined) {
    if (written) return { answer: { id, revoked: [], blockedUntil: until || undefined } };
    const { tombstone } = seen;
    const hasNothingToDo = until === undefined || (until === 0 && tombstone?.blockedUntil === undefined);
    if (hasNothingToDo || !rules.keepsTombstones) return { answer: notFound(id, seen, now) };
    return { write: { doing: 'block', update: (next) => block(until, next) } };
  }
  const blockedUntil = (until ?? blockOf(user, now)) || undefined;
  if (written && seen.doing === 'open') return { write: revoking(request, rules, user.leases) };
  if (written) return { answer: { id, revoked: liveLeases(user, now).map(({ session }) => session), blockedUntil } };
  if (seen.attempts > 1) {
    if (isOwnWrite(user, request, now)) return { answer: { id, revoked: [], blockedUntil } };
    if ((user.revokedAt ?? 0) > now || user.createdAt > now) return { answer: { refusal: 'contended', id } };
  }
  if (lacksEnding(user, rules)) return { write: { doing: 'open', update: openEnding } };
  return { write: revoking(request, rules, user.leases) };
}

const isOwnWrite = (user: User, request: RevokeRequest, now: number): boolean =>
  user.revokedAt === now && (request.blockSeconds === undefined || (user.blockedUntil ?? 0) === blockEnd(request, now));

/** Epoch milliseconds; 0 removes a block. */
const blockEnd = ({ blockSeconds }: RevokeRequest, now: number): number | undefined =>
  blockSeconds && now + blockSeconds * 1000;

/** @param leases of the user, if the item has been seen */
const revoking = (
  request: RevokeRequest,
  { passes }: Pick<Rules, 'passes'>,
  leases: readonly Lease[] = [],
): Write<Revoking> => ({
  doing: 'revoke',
  update: (moment) => revoke(blockEnd(request, moment.now), moment, passes && rememberPasses(leases, moment)),
});

/**
 * **revoke**: ends all leases, and blocks the user until `blockedUntil`; 0 removes a block, undefined leaves it. From:
 * the user exists. To: no leases, and a counter of 0; `revoked` holds the ended leases. It does not read the item,
 * except for the sessions with passes on.
 */
export const revoke = (
  blockedUntil: number | undefined,
  { now, stamp }: Moment,
  kept?: ReturnType<typeof rememberPasses>,
): Update => ({
  UpdateExpression: [
    'SET revoked = streams, streams = :none, activeStreams = :zero, revokedAt = :now, changedAt = :stamp',
    ...(kept?.set ?? []).map((set) => `, ${set}`),
    blockedUntil ? ', blockedUntil = :until' : blockedUntil === 0 ? ' REMOVE blockedUntil' : '',
  ].join(''),
  ConditionExpression: ['attribute_exists(createdAt)', ...(kept?.conditions ?? []), FENCE].join(' AND '),
  // DynamoDB refuses an empty map of names.
  ...(kept === undefined || kept.set.length === 0 ? {} : { ExpressionAttributeNames: kept.names }),
  ExpressionAttributeValues: {
    ...kept?.values,
    ':none': {},
    ':zero': 0,
    ':now': now,
    ':stamp': stamp,
    ...(blockedUntil ? { ':until': blockedUntil } : {}),
  },
});

/**
 * **block**: blocks a user who does not exist until `blockedUntil`; 0 removes the block. From: no user, perhaps a
 * tombstone. To: a tombstone.
 */
export const block = (blockedUntil: number, { now, stamp }: Moment): Update => ({
  UpdateExpression: [
    'SET changedAt = :stamp, forgetAt = :forgetAt',
    blockedUntil === 0 ? ' REMOVE blockedUntil' : ', blockedUntil = :until',
  ].join(''),
  ConditionExpression: `attribute_not_exists(createdAt) AND ${FENCE}`,
  ExpressionAttributeValues: {
    ':stamp': stamp,
    ':forgetAt': forgetAt(Math.max(now, blockedUntil)),
    ...(blockedUntil === 0 ? {} : { ':until': blockedUntil }),
  },
});
