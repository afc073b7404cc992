import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logger, metrics } from './runtime.ts';

/**
 * What changed, or was refused, and for whom. A renewal is none: at a million viewers a log line each would cost more than
 * the database, and the function's own invocations count them.
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
      readonly code: 'stream-denied';
      readonly user: string;
      readonly session: string;
      readonly stream: string;
      readonly limit: number;
      readonly activeStreams: number;
    }
  | { readonly code: 'stream-stopped'; readonly user: string; readonly session: string }
  | { readonly code: 'user-created'; readonly user: string }
  | { readonly code: 'user-removed'; readonly user: string };

const METRICS: Record<Decision['code'], string> = {
  'stream-admitted': 'StreamAdmitted',
  'stream-reclaimed': 'StreamReclaimed',
  'stream-denied': 'StreamDenied',
  'stream-stopped': 'StreamStopped',
  'user-created': 'UserCreated',
  'user-removed': 'UserRemoved',
};

/** One line in the log and one count, for each decision that changes something. */
export function recordDecision(decision: Decision, requestId: string): void {
  logger.info(decision.code, { ...decision, requestId });
  count(METRICS[decision.code]);
}

/** A request that ended in a fault of the service, or (a 503) of what it stands on, after all attempts. */
export function recordFailure(code: string, error: unknown, requestId: string): void {
  logger.error('request-failed', { code: 'request-failed', problem: code, requestId, error });
  count(code === 'internal-error' ? 'RequestFailed' : 'RequestUnavailable');
}

/** A request that passed API Gateway and was refused for its token. Whose token it was is not recorded. */
export function recordRefusedAccess(problem: string, { message }: Error, requestId: string): void {
  logger.warn('access-refused', { code: 'access-refused', problem, requestId, reason: message });
  count('AccessRefused');
}

function count(metric: string): void {
  metrics.addMetric(metric, MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
}
