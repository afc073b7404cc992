import type { End } from '../domain/ended.ts';
import type { Fields, Level, Log, Metric } from './log.ts';

/**
 * What changed, or was refused, and for whom. A renewal is none: at a million viewers a log line each would cost more
 * than the database, and the function's own invocations count them.
 */
export type Decision =
  | { readonly code: 'stream-admitted'; readonly user: string; readonly session: string; readonly stream: string }
  | {
      readonly code: 'stream-reclaimed';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      /** The sessions whose expired leases gave way. */
      readonly reclaimed: readonly string[];
    }
  | {
      readonly code: 'stream-replaced';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      /** The sessions whose live leases gave way, and those whose expired ones did. */
      readonly replaced: readonly string[];
      readonly reclaimed: readonly string[];
    }
  | {
      readonly code: 'stream-denied';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      /** The policy that denied it; undefined: the limit did. `limit` and `activeStreams` are the policy's. */
      readonly policy?: string;
      readonly limit: number;
      readonly activeStreams: number;
    }
  /** As many passes are out as the user may have, or a session changes its stream too fast. */
  | { readonly code: 'too-many-starts'; readonly user: string; readonly session: string; readonly stream: string }
  | { readonly code: 'stream-stopped'; readonly user: string; readonly session: string }
  | {
      readonly code: 'stream-ended';
      readonly user: string;
      readonly session: string;
      readonly reason: End['reason'];
      readonly by?: string | undefined;
    }
  | { readonly code: 'user-enrolled'; readonly user: string; readonly session: string; readonly stream: string }
  | {
      readonly code: 'user-revoked';
      readonly user: string;
      readonly revoked: readonly string[];
      readonly blockedUntil?: string | undefined;
    }
  | { readonly code: 'user-blocked'; readonly user: string; readonly blockedUntil: string }
  | { readonly code: 'user-created'; readonly user: string }
  | { readonly code: 'user-updated'; readonly user: string }
  | { readonly code: 'user-removed'; readonly user: string };

/** Each end of a lease is counted by its reason. */
const ENDED: Record<End['reason'], string> = {
  replaced: 'StreamEndedReplaced',
  expired: 'StreamEndedExpired',
  revoked: 'StreamEndedRevoked',
  unknown: 'StreamEndedUnknown',
};

const METRICS: Record<Exclude<Decision['code'], 'stream-ended'>, string> = {
  'stream-admitted': 'StreamAdmitted',
  'stream-reclaimed': 'StreamReclaimed',
  'stream-replaced': 'StreamReplaced',
  'stream-denied': 'StreamDenied',
  'too-many-starts': 'TooManyStarts',
  'stream-stopped': 'StreamStopped',
  'user-enrolled': 'UserEnrolled',
  'user-revoked': 'UserRevoked',
  'user-blocked': 'UserBlocked',
  'user-created': 'UserCreated',
  'user-updated': 'UserUpdated',
  'user-removed': 'UserRemoved',
};

/** One line, for each decision that changes something. */
export function recordDecision(log: Log, decision: Decision, requestId: string): void {
  const metric = decision.code === 'stream-ended' ? ENDED[decision.reason] : METRICS[decision.code];
  const policy = decision.code === 'stream-denied' ? decision.policy : undefined;
  record(log, 'INFO', metric, { ...decision, requestId }, policy === undefined ? undefined : { policy });
}

/**
 * A start or a change of tags that rules which only count would have denied: a line for each of them, and a count by
 * rule.
 */
export function recordWouldDeny(
  log: Log,
  who: { readonly user: string; readonly session: string; readonly stream: string },
  policies: readonly string[],
): void {
  for (const policy of policies) record(log, 'INFO', 'WouldDeny', { code: 'would-deny', ...who, policy }, { policy });
}

/** A request that ended in a fault of the service, or (a 503) of what it stands on, after all attempts. */
export function recordFailure(log: Log, problem: string, error: unknown, requestId: string): void {
  const metric = problem === 'internal-error' ? 'RequestFailed' : 'RequestUnavailable';
  record(log, 'ERROR', metric, { code: 'request-failed', problem, requestId, error });
}

/** A request that passed API Gateway and was refused for its token. Whose token it was is not recorded. */
export function recordRefusedAccess(log: Log, problem: string, error: unknown, requestId: string): void {
  const reason = error instanceof Error ? error.message : String(error);
  record(log, 'WARN', 'AccessRefused', { code: 'access-refused', problem, requestId, reason });
}

/** A token whose claim holds no subscription or no number: it counted as a token without one. */
export function recordRefusedClaim(log: Log): void {
  record(log, 'WARN', 'ClaimRefused', { code: 'claim-refused' });
}

/**
 * A token's plan has no limit of its own, though others have: perhaps it is misspelt. Without a line, as each of its
 * starts has one already, and without the plan, as a claim is not logged.
 */
export function recordUnknownPlan(log: Log): void {
  log.count({ name: 'PlanUnknown', unit: 'Count', value: 1 });
}

/**
 * The keys that sign passes could not be read. An instance that has none answers no start and no renewal; one that has
 * goes on with what it read last.
 */
export function recordUnreadableKeys(log: Log, error: unknown, hasKey: boolean): void {
  record(log, hasKey ? 'WARN' : 'ERROR', 'PassKeysUnreadable', { code: 'pass-keys-unreadable', hasKey, error });
}

/** How many passes an instance has signed since it last told. */
export function countPasses(log: Log, passes: number): void {
  log.count({ name: 'PassesIssued', unit: 'Count', value: passes });
}

/** This instance's clock differs from the table's. */
export function recordSkew(log: Log, secondsAhead: number): void {
  record(log, 'WARN', 'ClockSkewed', { code: 'clock-skewed', secondsAhead });
}

/** An item's stamp is far ahead of this clock: an instance that was fast has written it, and its writers collide. */
export function recordStampAhead(log: Log, aheadMs: number): void {
  record(log, 'WARN', 'StampAhead', { code: 'stamp-ahead', aheadMs });
}

/**
 * An admission that left a user with more streams than the limit: the write's condition did not hold what it promises.
 */
export function recordOverAdmission(
  log: Log,
  lease: {
    id: string;
    session: string;
    limit: number;
    activeStreams: number;
  },
): void {
  const { id, session, limit, activeStreams } = lease;
  record(log, 'ERROR', 'OverAdmitted', { code: 'over-admitted', user: id, session, limit, activeStreams });
}

/** By these a release is judged, so they are also counted for each version of each function (docs/releasing.md). */
const BY_VERSION = new Set([
  'RequestFailed',
  'RequestUnavailable',
  'AccessRefused',
  METRICS['stream-denied'],
  ...Object.values(ENDED),
]);

/**
 * Writes what happened and counts it, in one line: a line of its own for the count would be paid twice, in time and
 * money.
 */
const record = (log: Log, level: Level, metric: string, fields: Fields, by?: Metric['by']): void =>
  log.write(level, fields, { name: metric, unit: 'Count', value: 1, byVersion: BY_VERSION.has(metric), by });
