import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** How often one instance looks at its clock. */
const EVERY_MS = 60_000;

/**
 * From when on a clock is off: far more than the second that a `Date` is rounded to and an answer may take, far less
 * than the difference that could harm a viewer (docs/correctness.md).
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
    // Below it is what the table answered, refusals included.
    { name: 'clockWatch', step: 'deserialize', priority: 'low', override: true },
  );
}

function dateOf(response: unknown): string | undefined {
  const { headers = {} }: { headers?: Record<string, string> } = Object(response);
  return headers.date;
}
