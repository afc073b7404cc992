import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** How often an instance checks its clock. */
const EVERY_MS = 60_000;

/**
 * A difference that counts as wrong. It is far more than the second to which a `Date` is rounded and the time of an
 * answer, and far less than what could harm a viewer (docs/correctness.md).
 */
export const SKEW_MS = 5_000;

/**
 * Compares this instance's clock with the `Date` of the table's answers, at most once a minute.
 * @param now epoch milliseconds
 * @param report how far ahead this clock is, in seconds; negative when it is behind
 */
export function watchClock(client: DynamoDBClient, now: () => number, report: (seconds: number) => void): void {
  let nextLook = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const time = now();
      // Otherwise a clock set back would go unchecked for that long.
      if (time < nextLook && time > nextLook - 2 * EVERY_MS) return result;
      nextLook = time + EVERY_MS;
      const ahead = time - Date.parse(dateOf(result.response) ?? '');
      if (Math.abs(ahead) >= SKEW_MS) report(Math.round(ahead / 1000));
      return result;
    },
    // Runs close to the transport, so that it sees every answer, refusals included.
    { name: 'clockWatch', step: 'deserialize', priority: 'low', override: true },
  );
}

function dateOf(response: unknown): string | undefined {
  const { headers = {} }: { headers?: Record<string, string> } = Object(response);
  return headers.date;
}
