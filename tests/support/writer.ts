import { DynamoDBClient, type DynamoDBClientConfig, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/core/protocols';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { CLIENT_SETTINGS } from '../../src/api/client-settings.ts';
import type { Deps } from '../../src/domain/deps.ts';
import type { Call } from './linearizability.ts';
import { type Operation, perform, UNAVAILABLE } from './operations.ts';
import type { TestTable } from './table.ts';

/** The SDK's retries, but for its backoff, of a millisecond here, and for its budget of retries, which faults galore use up. */
class QuickRetries extends ConfiguredRetryStrategy {
  constructor() {
    super(CLIENT_SETTINGS.maxAttempts, () => 1);
  }

  override async refreshRetryTokenForRetry(...args: Parameters<ConfiguredRetryStrategy['refreshRetryTokenForRetry']>) {
    const token = await super.refreshRetryTokenForRetry(...args);
    this.recordSuccess(token);
    return token;
  }
}

/** The service's own client, with quick retries. */
export const quickly = (options: DynamoDBClientConfig = {}): DynamoDBClientConfig => ({
  ...CLIENT_SETTINGS,
  retryStrategy: new QuickRetries(),
  ...options,
});

let ticks = 0;

/** The time of a history: every event is later than the one before. */
export const tick = (): number => ticks++;

/** The SDK names each call and numbers its attempts. */
export const attemptOf = (headers: Readonly<Record<string, string | string[] | undefined>>): string =>
  `${headers['amz-sdk-invocation-id']} ${headers['amz-sdk-request']}`;

/** One caller of the service, who does one thing at a time, over a connection of its own. */
export function openWriter(table: TestTable, endpoint: string, options: DynamoDBClientConfig = quickly()) {
  const client = new DynamoDBClient({ ...table.config, ...options, endpoint });
  let attempt = '';
  // Attempts of writes of which nobody knows whether the engine did them. A 400 (refused, throttled) is sure.
  let uncertain: string[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const reads = context.commandName === 'GetItemCommand';
      if (!reads) attempt = attemptOf(HttpRequest.isInstance(args.request) ? args.request.headers : {});
      try {
        return await next(args);
      } catch (error) {
        const sure = error instanceof DynamoDBServiceException && error.$metadata.httpStatusCode === 400;
        if (!sure && !reads) uncertain.push(attempt);
        throw error;
      }
    },
    // After the SDK's own retries, so that it sees each attempt.
    { step: 'finalizeRequest', priority: 'low' },
  );
  const deps: Deps = { ...table.deps, table: { ...table.deps.table, client } };
  return {
    deps,
    /** Does it, and tells what a history must know of it: the call, and what lost attempts of it may have done besides. */
    call: async (id: string, operation: Operation): Promise<{ answer: string; calls: Call[] }> => {
      const start = tick();
      uncertain = [];
      const answer = await perform(deps, id, operation);
      const end = tick();
      const repeated = uncertain.length > 0;
      // `contended` says that nothing was changed: no more than that can be checked.
      const sure =
        answer === UNAVAILABLE || answer === 'contended'
          ? []
          : [{ operation, start, end, answer, repeated, attempts: [...uncertain, attempt] }];
      const lost = uncertain.map((each) => {
        return { operation, start, end: Number.POSITIVE_INFINITY, answer: undefined, attempts: [each] };
      });
      return { answer, calls: [...sure, ...lost] };
    },
    close: () => client.destroy(),
  };
}

export type Writer = ReturnType<typeof openWriter>;
