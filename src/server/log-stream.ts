import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';

export interface LogStream {
  /** Takes a line without waiting, so that no request waits for the log. */
  readonly write: (line: string) => void;
  /** Sends the remaining lines, if CloudWatch accepts them. */
  readonly close: () => Promise<void>;
}

/**
 * The limits of one call: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
const BATCH = { events: 10_000, bytes: 1_000_000, bytesAnEvent: 26 };
/** The most bytes that wait while CloudWatch does not answer. */
const WAITING_BYTES = 16_000_000;
const EVERY_MS = 1000;

/**
 * Sends the log of an instance to CloudWatch without an agent. CloudWatch extracts the metrics from the lines, as for a
 * function. Lines that it does not accept are sent again. Beyond 16 MB lines are dropped, and a line says how many.
 * @param logStreamName a stream of this process only
 * @param now epoch milliseconds
 */
export function openLogStream(
  client: Pick<CloudWatchLogsClient, 'send'>,
  { logGroupName, logStreamName }: { readonly logGroupName: string; readonly logStreamName: string },
  now: () => number,
): LogStream {
  const waiting: { readonly event: InputLogEvent; readonly bytes: number }[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let isThere = false;
  let sending: Promise<void> | undefined;

  const add = (message: string) => {
    const bytes = Buffer.byteLength(message) + BATCH.bytesAnEvent;
    waiting.push({ event: { timestamp: now(), message }, bytes });
    waitingBytes += bytes;
  };
  const write = (line: string) => {
    if (waitingBytes >= WAITING_BYTES) dropped++;
    else add(line);
  };

  /** @returns how many waiting lines fit into the next call */
  const nextBatch = (): number => {
    let bytes = 0;
    const end = waiting.findIndex((each, i) => {
      bytes += each.bytes;
      return i >= BATCH.events || bytes > BATCH.bytes;
    });
    // A line that is too long is sent alone, and refused.
    return end < 0 ? waiting.length : Math.max(1, end);
  };

  const sendAll = async () => {
    if (!isThere) {
      await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName })).catch((error) => {
        if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      });
      isThere = true;
    }
    while (waiting.length > 0) {
      const count = nextBatch();
      // CloudWatch wants them in order, and the clock may have been set back.
      const logEvents = waiting
        .slice(0, count)
        .map(({ event }) => event)
        .sort((a, b) => Number(a.timestamp) - Number(b.timestamp));
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
      for (const { bytes } of waiting.splice(0, count)) waitingBytes -= bytes;
      if (waiting.length > 0 || dropped === 0) continue;
      add(JSON.stringify({ level: 'WARN', code: 'log-lines-dropped', lines: dropped }));
      dropped = 0;
    }
  };
  const flush = (): Promise<void> => {
    sending ??= sendAll()
      .catch((error: unknown) => console.error(`CloudWatch does not take the log: ${error}`))
      .finally(() => {
        sending = undefined;
      });
    return sending;
  };

  const timer = setInterval(flush, EVERY_MS).unref();
  return {
    write,
    close: async () => {
      clearInterval(timer);
      await flush();
      // Lines that arrived during the last call.
      if (waiting.length > 0) await flush();
    },
  };
}
