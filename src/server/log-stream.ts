import {
  type CloudWatchLogsClient,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';

export interface LogStream {
  /** Takes a line, at once: nobody's request waits for a log. */
  readonly write: (line: string) => void;
  /** Sends what is left, as far as CloudWatch takes it. */
  readonly close: () => Promise<void>;
}

/** Of one call: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
const BATCH = { events: 10_000, bytes: 1_000_000, bytesAnEvent: 26 };
/** What waits at most, while CloudWatch does not answer. */
const WAITING_BYTES = 16_000_000;
const EVERY_MS = 1000;

/**
 * The log of an instance, sent to CloudWatch without an agent. CloudWatch takes the metrics out of the lines, as it
 * does for a function. What it does not take is sent again; beyond 16 MB lines are dropped, and counted in a line.
 * @param logStreamName of this process alone
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

  /** @returns how many of those that wait go into the next call */
  const nextBatch = (): number => {
    let bytes = 0;
    const end = waiting.findIndex((each, i) => {
      bytes += each.bytes;
      return i >= BATCH.events || bytes > BATCH.bytes;
    });
    // A line that is too long alone goes alone, and is refused.
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
      // The clock may have been set back meanwhile, and CloudWatch wants them in order.
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
      // What came while the last call was under way.
      if (waiting.length > 0) await flush();
    },
  };
}
