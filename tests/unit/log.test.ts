import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Log } from '../../src/log/log.ts';

const NOW = Date.parse('2026-11-25T20:15:00.000Z');
const running = { function: 'requestStream', version: '41' };
const open = (logLevel: 'INFO' | 'WARN' | 'SILENT') =>
  new Log({ service: 'streamgate-prod', running, logLevel }, () => NOW);

const write = jest.spyOn(process.stdout, 'write');
beforeEach(() => {
  write.mockReset().mockReturnValue(true);
});
afterEach(() => {
  for (const [line] of write.mock.calls) expect(line).toMatch(/^\{.*\}\n$/);
});
const lines = () => write.mock.calls.map(([line]) => JSON.parse(String(line)));

test('a line has its level, its time, its service and its own fields', () => {
  open('INFO').write('INFO', { code: 'stream-stopped', user: '010' });
  expect(lines()).toEqual([
    {
      level: 'INFO',
      timestamp: '2026-11-25T20:15:00.000Z',
      code: 'stream-stopped',
      user: '010',
      service: 'streamgate-prod',
    },
  ]);
});

test('a metric is in the line that it belongs to, as CloudWatch wants it embedded', () => {
  open('INFO').write(
    'ERROR',
    { code: 'request-failed' },
    { name: 'RequestFailed', unit: 'Count', value: 1, byVersion: true },
  );
  expect(lines()).toEqual([
    {
      level: 'ERROR',
      timestamp: '2026-11-25T20:15:00.000Z',
      code: 'request-failed',
      service: 'streamgate-prod',
      ...running,
      RequestFailed: 1,
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          {
            Namespace: 'Streamgate',
            Dimensions: [['service'], ['service', 'function', 'version']],
            Metrics: [{ Name: 'RequestFailed', Unit: 'Count' }],
          },
        ],
      },
    },
  ]);
});

test('lines that LOG_LEVEL drops are still counted', () => {
  const log = open('WARN');
  log.write('INFO', { code: 'stream-stopped', user: '010' });
  expect(lines()).toEqual([]);
  log.write('INFO', { code: 'stream-stopped', user: '010' }, { name: 'StreamStopped', unit: 'Count', value: 1 });
  expect(lines()).toEqual([{ service: 'streamgate-prod', StreamStopped: 1, _aws: expect.anything() }]);
});

test('an error has its message and cause, and no attached fields', () => {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const error = Object.assign(new Error('no table', { cause }), { code: 'E', Item: { name: { S: 'Van Persie' } } });
  error.cause = Object.assign(cause, { cause: error });
  open('INFO').write('ERROR', { code: 'unhealthy', error });
  const stack = expect.stringContaining('log.test');
  expect(lines()[0].error).toEqual({ name: 'Error', message: 'no table', code: 'E', stack, cause: cause.stack });
});

test('SILENT leaves out all lines, and no metric', () => {
  const log = open('SILENT');
  log.write('ERROR', { code: 'unhealthy' });
  log.count({ name: 'HealthLatency', unit: 'Milliseconds', value: 3 });
  expect(lines()).toEqual([expect.objectContaining({ HealthLatency: 3 })]);
});
