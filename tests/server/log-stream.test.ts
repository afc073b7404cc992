import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Log } from '../../src/log/log.ts';
import { countsOf } from '../../src/server/counts.ts';
import { openLogStream } from '../../src/server/log-stream.ts';

const NAMES = { logGroupName: '/streamgate-prod/fleet', logStreamName: 'i-1-1' };
const cloudWatch = mockClient(CloudWatchLogsClient);
const client = new CloudWatchLogsClient({ region: 'us-east-1' });
let now = 1_800_000_000_000;
const sent = () =>
  cloudWatch
    .commandCalls(PutLogEventsCommand)
    .map(({ args: [{ input }] }) => (input.logEvents ?? []).map(({ message }) => message));

beforeEach(() => {
  cloudWatch.reset();
  cloudWatch.on(CreateLogStreamCommand).resolves({});
  cloudWatch.on(PutLogEventsCommand).resolves({});
});

test('lines go to the stream of the process, in order of time, in one call', async () => {
  const stream = openLogStream(client, NAMES, () => now);
  stream.write('one');
  now -= 5;
  stream.write('two');
  await stream.close();
  expect(cloudWatch.commandCalls(CreateLogStreamCommand)[0]?.args[0].input).toEqual(NAMES);
  const [call] = cloudWatch.commandCalls(PutLogEventsCommand);
  expect(call?.args[0].input).toEqual({
    ...NAMES,
    logEvents: [
      { timestamp: now, message: 'two' },
      { timestamp: now + 5, message: 'one' },
    ],
  });
});

test('an existing stream is continued', async () => {
  cloudWatch.on(CreateLogStreamCommand).rejects(new ResourceAlreadyExistsException({ message: '', $metadata: {} }));
  const stream = openLogStream(client, NAMES, () => now);
  stream.write('one');
  await stream.close();
  expect(sent()).toEqual([['one']]);
});

test('a batch is never larger than CloudWatch accepts', async () => {
  const stream = openLogStream(client, NAMES, () => now);
  for (let i = 0; i < 10_001; i++) stream.write('x');
  for (let i = 0; i < 3; i++) stream.write('y'.repeat(450_000));
  await stream.close();
  expect(sent().map((lines) => lines.length)).toEqual([10_000, 3, 1]);
});

test('lines that CloudWatch refuses are sent again; too many are dropped and counted', async () => {
  const stream = openLogStream(client, NAMES, () => now);
  cloudWatch.on(PutLogEventsCommand).rejectsOnce(new Error('throttled')).resolves({});
  for (let i = 0; i < 20; i++) stream.write('z'.repeat(999_000));
  // The first call is refused, the second takes all that waits.
  await stream.close();
  const lines = sent().slice(1).flat();
  expect(lines.map((line) => line?.length).filter((length = 0) => length > 1000)).toHaveLength(17);
  expect(lines.at(-1)).toBe('{"level":"WARN","code":"log-lines-dropped","lines":3}');
});

test('a process counts its answers by its version, and a minute without any writes nothing', () => {
  const lines: string[] = [];
  const running = { function: 'streamgate-prod-fleet', version: '0123456789ab' };
  const counts = countsOf(
    new Log(
      { service: 'streamgate-prod', running, logLevel: 'SILENT' },
      () => now,
      (line) => lines.push(line),
    ),
  );
  for (const status of [200, 200, 401, 403, 500, 503]) counts.count(status);
  counts.write();
  counts.write();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { service: 'streamgate-prod', ...running, ServerRequests: 6 },
    { ServerFaults: 2 },
    { ServerRefused: 2 },
  ]);
  expect(lines[0]).toContain('"Dimensions":[["service"],["service","function","version"]]');
});
