import type { End } from '../domain/ended.ts';
import type { Fields, Level, Log, Metric } from './log.ts';

/**
 * A change or a refusal, and for whom. A renewal is not one: at a million viewers a line each would cost more than the
 * database. The function's invocations count renewals.
 */
export type Decision =
  | { readonly code: 'stream-admitted'; readonly user: string; readonly session: string; readonly stream: string }
  | {
      readonly code: 'stream-reclaimed';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      /** Sessions whose expired leases ended to make room. */
      readonly reclaimed: readonly string[];
    }
  | {
      readonly code: 'stream-replaced';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      /** Sessions that ended to make room: `replaced` were live, `reclaimed` had expired. */
      readonly replaced: readonly string[];
      readonly reclaimed: readonly string[];
    }
  | {
      readonly code: 'stream-denied';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      /** The policy that denied it; undefined if the limit did. `limit` and `activeStreams` are the policy's. */
      readonly policy?: string;
      readonly limit: number;
      readonly activeStreams: number;
    }
  /** Too many sessions have a valid pass, or a session changes its stream too fast. */
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
  | {
      readonly code: 'user-updated';
      readonly user: string;
      /** What the user has now, where the request changed it; null: no limit of their own any more. */
      readonly subscription?: string | undefined;
      readonly limit?: number | null | undefined;
    }
  | { readonly code: 'user-removed'; readonly user: string };

/** The metric for each reason why a lease ended. */
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

/** Writes a line for a decision, and counts it. */
export function recordDecision(log: Log, decision: Decision, requestId: string): void {
  const metric = decision.code === 'stream-ended' ? ENDED[decision.reason] : METRICS[decision.code];
  const policy = decision.code === 'stream-denied' ? decision.policy : undefined;
  record(log, 'INFO', metric, { ...decision, requestId }, policy === undefined ? undefined : { policy });
}

/** A start, or a change of tags, that rules which only count would have denied: a line and a count for each rule. */
export function recordWouldDeny(
  log: Log,
  who: { readonly user: string; readonly session: string; readonly stream: string },
  policies: readonly string[],
): void {
  for (const policy of policies) record(log, 'INFO', 'WouldDeny', { code: 'would-deny', ...who, policy }, { policy });
}

/** A request that failed because of the service or, with a 503, because of the table, after all retries. */
export function recordFailure(log: Log, problem: string, error: unknown, requestId: string): void {
  const metric = problem === 'internal-error' ? 'RequestFailed' : 'RequestUnavailable';
  record(log, 'ERROR', metric, { code: 'request-failed', problem, requestId, error });
}

/** A request that passed API Gateway, but that the function refused for its token. The token's owner is not logged. */
export function recordRefusedAccess(log: Log, problem: string, error: unknown, requestId: string): void {
  const reason = error instanceof Error ? error.message : String(error);
  record(log, 'WARN', 'AccessRefused', { code: 'access-refused', problem, requestId, reason });
}

/** A token with a claim that is not a subscription, a limit or tags; the claim was ignored. */
export function recordRefusedClaim(log: Log): void {
  record(log, 'WARN', 'ClaimRefused', { code: 'claim-refused' });
}

/**
 * A token's plan has no limit of its own although others have: perhaps it is misspelt. Only counted: each start has a
 * line already, and claims are not logged.
 */
export function recordUnknownPlan(log: Log): void {
  log.count({ name: 'PlanUnknown', unit: 'Count', value: 1 });
}

/**
 * The keys that sign passes could not be read. An instance without a key answers no start and no renewal; one with a
 * key continues to use it.
 */
export function recordUnreadableKeys(log: Log, error: unknown, hasKey: boolean): void {
  record(log, hasKey ? 'WARN' : 'ERROR', 'PassKeysUnreadable', { code: 'pass-keys-unreadable', hasKey, error });
}

/** How many passes an instance has signed since the last count. */
export function countPasses(log: Log, passes: number): void {
  log.count({ name: 'PassesIssued', unit: 'Count', value: passes });
}

/** This instance's clock differs from the table's. */
export function recordSkew(log: Log, secondsAhead: number): void {
  record(log, 'WARN', 'ClockSkewed', { code: 'clock-skewed', secondsAhead });
}

/**
 * An item's stamp is far ahead of this clock: an instance with a fast clock wrote it, and the item's writers collide
 * more often.
 */
export function recordStampAhead(log: Log, aheadMs: number): void {
  record(log, 'WARN', 'StampAhead', { code: 'stamp-ahead', aheadMs });
}

/** An admission left a user with more streams than the limit, so the write's condition did not work. */
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

/**
 * These decide whether a release is rolled back, so they are also counted for each version of each function
 * (docs/releasing.md).
 */
const BY_VERSION = new Set([
  'RequestFailed',
  'RequestUnavailable',
  'AccessRefused',
  METRICS['stream-denied'],
  ...Object.values(ENDED),
]);

/** Writes the line and its metric together: a separate line for the metric would cost time and money. */
const record = (log: Log, level: Level, metric: string, fields: Fields, by?: Metric['by']): void =>
  log.write(level, fields, { name: metric, unit: 'Count', value: 1, byVersion: BY_VERSION.has(metric), by });
