import { DynamoDBClient, type DynamoDBClientConfig, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { HttpRequest } from '@smithy/core/protocols';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { Deps } from '../../src/domain/deps.ts';
import { CLIENT_SETTINGS } from '../../src/dynamodb/client-settings.ts';
import type { Pass } from './asking.ts';
import type { Call } from './linearizability.ts';
import { type Operation, perform, UNAVAILABLE } from './operations.ts';
import { adapt, type TestTable } from './table.ts';

/**
 * The SDK's retries, but for its backoff, of a millisecond here, and for its budget of retries, which faults galore use
 * up.
 */
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

/** See `call` of a writer. */
interface Called {
  readonly answer: string;
  readonly calls: Call[];
  readonly copies: Call[];
  readonly passes: readonly Pass[];
}

/** One caller of the service, who does one thing at a time, over a connection of its own. */
export function openWriter(table: TestTable, endpoint: string, options: DynamoDBClientConfig = quickly()) {
  const client = new DynamoDBClient({ ...table.config, ...options, endpoint });
  /** The attempts of all writes. */
  let sent: string[] = [];
  /** Those that the engine said it did. */
  let accepted: string[] = [];
  // Those of which nobody knows whether the engine did them. A 400 (refused, throttled) is sure.
  let uncertain: string[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const reads = context.commandName === 'GetItemCommand';
      const attempt = attemptOf(HttpRequest.isInstance(args.request) ? args.request.headers : {});
      if (!reads) sent.push(attempt);
      try {
        const result = await next(args);
        if (!reads && !isIdle(context.commandName, result.output)) accepted.push(attempt);
        return result;
      } catch (error) {
        const sure = error instanceof DynamoDBServiceException && error.$metadata.httpStatusCode === 400;
        if (!sure && !reads) uncertain.push(attempt);
        throw error;
      }
    },
    // After the SDK's own retries, so that it sees each attempt.
    { step: 'finalizeRequest', priority: 'low' },
  );
  const deps: Deps = { ...table.deps, table: adapt(client, table.name) };
  return {
    deps,
    /**
     * Does it.
     * @returns what a history must know of it: the call; what other writes of it have done on the way; and what lost
     *   attempts of it may have done besides. `copies`: what the network may have done with its writes again; `passes`:
     *   those that the answer brings
     */
    call: async (id: string, operation: Operation): Promise<Called> => {
      const passes: Pass[] = [];
      const start = tick();
      uncertain = [];
      accepted = [];
      sent = [];
      const answer = await perform(deps, id, operation, (pass) => passes.push(pass));
      const end = tick();
      const repeated = uncertain.length > 0;
      // `contended` says that nothing was changed: no more than that can be checked.
      const sure =
        answer === UNAVAILABLE || answer === 'contended'
          ? []
          : [{ operation, start, end, answer, repeated, attempts: sent }];
      const others = accepted.at(-1) === sent.at(-1) ? accepted.slice(0, -1) : accepted;
      const lost = (attempt: string): Call => {
        return { operation, start, end, answer: undefined, attempts: [attempt] };
      };
      return {
        answer,
        passes,
        calls: [...sure, ...[...others, ...uncertain].map(lost)],
        copies: sent.map((attempt) => lost(`${attempt} again`)),
      };
    },
    close: () => client.destroy(),
  };
}

/** A removal of who is not there. */
const isIdle = (command: string | undefined, output: object): boolean =>
  command === 'DeleteItemCommand' && !('Attributes' in output && output.Attributes !== undefined);

export type Writer = ReturnType<typeof openWriter>;
