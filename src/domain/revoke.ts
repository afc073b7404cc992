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
  /** Keeps the user out for so long; 0 lifts a block, undefined leaves it as it is. */
  readonly blockSeconds?: number | undefined;
}

export interface Revoked {
  readonly id: string;
  /** The sessions whose live leases it ended. */
  readonly revoked: readonly string[];
  /** Epoch milliseconds; given while a block lies ahead. */
  readonly blockedUntil?: number | undefined;
}

/** How far ahead a retry steps, in milliseconds: players that renew in a loop must not keep the back office out. */
const LEAD_MS = 50;

/** The purpose of a write: `open` makes a place for passes, `block` blocks a user who does not exist. */
type Revoking = 'revoke' | 'open' | 'block';

/**
 * Ends all leases of a user, and keeps the user out for a while if asked. One write; two for a user who is not there,
 * and with passes on for one who watches.
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
 * The answer to a revoke, or its next write. After a lost answer the SDK meets its own write: then nobody can tell
 * which leases it ended. If a later revoke or a new user is there instead, the lost attempt may have been carried out
 * before them, and a further write would undo what came since: `contended` claims neither, and the caller may ask
 * again.
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

/** Epoch milliseconds; 0 lifts a block. */
const blockEnd = ({ blockSeconds }: RevokeRequest, now: number): number | undefined =>
  blockSeconds && now + blockSeconds * 1000;

/** @param leases those of the user, as far as they are known */
const revoking = (
  request: RevokeRequest,
  { passes }: Pick<Rules, 'passes'>,
  leases: readonly Lease[] = [],
): Write<Revoking> => ({
  doing: 'revoke',
  update: (moment) => revoke(blockEnd(request, moment.now), moment, passes && rememberPasses(leases, moment)),
});

/**
 * **revoke**: ends all leases, and keeps the user out until `blockedUntil`: 0 lifts a block, undefined leaves it as it
 * is. From: the user exists. To: no leases, and a counter of 0; the item remembers whose they were. It needs to know
 * nothing of the item; but with passes on, of whom it ends the leases.
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
  // DynamoDB takes no empty list of names.
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
 * **block**: keeps out a user who is not there, until `blockedUntil`; 0 lifts it. From: no user, or what is left of
 * one. To: a tombstone.
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
