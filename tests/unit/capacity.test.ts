import { describe, expect, test } from '@jest/globals';
import { ASSUMPTIONS } from '../../scripts/capacity/assumptions.ts';
import { PRICES, TIERED, tiered } from '../../scripts/capacity/facts.ts';
import { format } from '../../scripts/capacity/format.ts';
import { memories, memoryOf } from '../../scripts/capacity/memory.ts';
import { OptionsError, parseOptions } from '../../scripts/capacity/options.ts';
import { QUOTAS } from '../../scripts/capacity/quotas.ts';
import { reportOf } from '../../scripts/capacity/report.ts';

const report = (...args: string[]) => reportOf(parseOptions(args));
const toDo = (...args: string[]) => report(...args).needs.filter(({ action }) => action !== undefined);
const ONE_PACE = ['--renew-seconds', '60', '--spare-renew-seconds', '60'];

describe('what an event needs', () => {
  const event = ['--viewers', '5400000', '--ramp-minutes', '5', '--session-minutes', '90'];

  test('at one pace: starts, renewals (after 54 s in the mean) and their peak, a write each', () => {
    expect(report(...event, ...ONE_PACE).load).toEqual({
      starts: 18_000,
      peakRenewals: 100_000,
      renewals: 100_000,
      stops: 1000,
      peak: 118_000,
      steady: 102_000,
      decisions: 2000,
      enrolments: 0,
      peakWrites: 118_000,
      steadyWrites: 102_000,
    });
  });

  test('at two paces: the first renewal after 54 s, then each 270; who is full renews each 54 s', () => {
    const { load } = report(...event, '--spare-renew-seconds', '300', '--full-percent', '10');
    // Of 90 minutes: 1 + (5400 - 54) / 270 = 20.8 renewals of each of nine tenths, 100 of the others.
    expect(load.renewals).toBeCloseTo((5_400_000 / 5400) * (0.9 * 20.8 + 0.1 * 100));
    const changes = (5_400_000 * ASSUMPTIONS.paceChanges.value) / 3600;
    expect(load.steadyWrites).toBeCloseTo((5_400_000 / 5400) * (2 + 0.9 * 20.8 + 0.1 * 100) + changes);
    expect(load.peakRenewals).toBeCloseTo(18_000 * (0.9 * (1 + 246 / 270) + (0.1 * 300) / 54));
  });

  test('with everybody full, as where every limit is 1, nobody gains by the long pace, and nobody asks for it', () => {
    const all = report(...event, '--full-percent', '100').load;
    expect(all.renewals).toBeCloseTo(report(...event, ...ONE_PACE).load.renewals);
  });

  test('a short function needs a tenth of its request rate in concurrency, a slow one its rate times its duration', () => {
    const needed = (durationMs: string) => report(...event, ...ONE_PACE, '--duration-ms', durationMs).needs[1]?.needed;
    expect(needed('15')).toBe(11_800);
    expect(needed('200')).toBe(23_600);
  });

  test('each function has its own need', () => {
    expect(report(...event, ...ONE_PACE).concurrency).toEqual({
      requestStream: 1800,
      renewStream: 10_000,
      stopStream: 100,
    });
  });

  test('ten thousand viewers need nothing beforehand, and nothing says what they might', () => {
    expect(toDo('--viewers', '10000')).toEqual([]);
    expect(JSON.stringify(report('--viewers', '10000').needs)).not.toMatch(/action|provision|-\d/);
  });

  test('a million must ask for API requests and concurrency, and warm the table', () => {
    expect(toDo('--viewers', '1000000').map(({ what }) => what)).toEqual([
      'HTTP API, requests a second',
      'Lambda, executions at once',
      'DynamoDB, write units a second at once',
    ]);
  });

  test('ten million must provision environments too, and raise the quota of the table', () => {
    const needs = toDo('--viewers', '10000000', ...ONE_PACE).map(({ what, action }) => `${what}: ${action}`);
    expect(needs).toContainEqual(
      expect.stringMatching(/^Lambda, requestStream: new environments in 10 s: provision 3,400 environments \(\$/),
    );
    expect(needs).toContain('DynamoDB, write units a second of the table: request 220,000');
  });

  test('an evening that enrols most of its viewers meets the index', () => {
    const enrolling = ['--viewers', '1000000', '--enrol-percent', '60', '--streams-a-user', '1'];
    const { load } = report(...enrolling);
    expect(load.enrolments).toBeCloseTo(2000);
    expect(load.peakWrites).toBeCloseTo(report('--viewers', '1000000', '--streams-a-user', '1').load.peakWrites + 2000);
    expect(report(...enrolling).needs.at(-1)?.needed).toBeCloseTo(2000);
  });
});

describe('what it costs', () => {
  // 100 requests a second: 360,000 an hour.
  const small = report('--viewers', '5400', ...ONE_PACE, '--session-minutes', '1440', '--average-percent', '10');
  const line = (of: typeof small, name: string) => of.bill.find(({ service }) => service === name);

  test('a small month is the requests at their list price', () => {
    const million = (small.load.steady * 3600 * 73) / 1e6;
    expect(line(small, 'DynamoDB')?.dollarsAMonth).toBeCloseTo(million * 0.625);
    expect(line(small, 'API Gateway')?.dollarsAMonth).toBeCloseTo(million);
    expect(line(small, 'Lambda requests')?.dollarsAMonth).toBeCloseTo(million * 0.2);
  });

  test('by default a million stream-hours cost at most $45', () => {
    const event = report('--viewers', '5000000');
    expect(event.dollarsAMillionStreamHours).toBeLessThanOrEqual(45);
    expect(event.listDollarsAMillionStreamHours).toBeLessThanOrEqual(45);
  });

  test('at one pace, before any tier, it is what it was, less traces and log lines that nobody reads', () => {
    const event = report('--viewers', '5000000', ...ONE_PACE, '--duration-ms', '15');
    const listed = (name: string) => {
      const { aStreamHour = 0, listPrice = 0 } = line(event, name) ?? {};
      return aStreamHour * listPrice * 5e6;
    };
    expect(listed('API Gateway')).toBeCloseTo(340);
    expect(listed('DynamoDB')).toBeCloseTo(212.5);
    expect(listed('Lambda requests')).toBeCloseTo(68);
    expect(listed('Lambda duration')).toBeCloseTo(34, 1);
    expect(listed('Data transfer')).toBeCloseTo(30.6);
    expect(line(event, 'X-Ray traces')).toBeUndefined();
  });

  test("tiers are of the month's volume: what lies in each at its price", () => {
    expect(tiered(TIERED.httpApi, 100e6)).toBeCloseTo(100);
    expect(tiered(TIERED.httpApi, 400e6)).toBeCloseTo(300 + 90);
    expect(tiered(TIERED.lambdaLogs, 60_000)).toBeCloseTo(5000 + 5000 + 2000 + 500);
  });

  test('alarms, and what is kept ready, are in the bill', () => {
    expect(line(small, 'Alarms and metrics')?.dollarsAMonth).toBeGreaterThan(1);
    expect(line(small, 'Provisioned concurrency')).toBeUndefined();
    const ready = report('--viewers', '1000000', '--provisioned-hours', '10');
    const environments = Math.ceil(ready.needs[1]?.needed ?? 0);
    expect(line(ready, 'Provisioned concurrency')?.dollarsAMonth).toBeCloseTo(
      environments * 0.5 * 36_000 * 0.0000033334,
    );
  });

  test('more memory shortens what the processor does, not the wait for the table', () => {
    expect(memoryOf(1769).ms).toBe(Math.ceil(ASSUMPTIONS.tableMs.value + ASSUMPTIONS.cpuMs.value));
    expect(memoryOf(10_240).ms).toBe(memoryOf(1769).ms);
    const { best, sizes } = memories(2);
    expect(sizes.map(({ mb }) => mb)).toContain(best);
    expect(memories(1e9).best).toBe(1769);
    expect(memories(0).best).toBe(ASSUMPTIONS.leastMemory.value);
  });
});

describe('the command', () => {
  test('takes a number as people write it', () => {
    expect(parseOptions(['--viewers', '5,000,000']).viewers).toBe(5e6);
    expect(parseOptions(['--viewers', '5e6']).viewers).toBe(5e6);
  });

  test('refuses what it does not know, and names every fault', () => {
    const parse = () =>
      parseOptions(['--viewers', 'many', '--ramp-minutes=0', '--colour', 'x', '--json=1', '--renew-seconds']);
    expect(parse).toThrow(OptionsError);
    expect(parse).toThrow(
      [
        '--colour is not an option',
        '"x" is not an option',
        '--json takes no value',
        '--viewers must be a number from 1 to 1000000000; it is "many"',
        '--ramp-minutes must be a number from 0.1 to 1440; it is "0"',
        '--renew-seconds must be a number from 1 to 86400',
      ].join('\n'),
    );
  });

  test('refuses an option that is given twice', () => {
    expect(() => parseOptions(['--viewers', '1', '--viewers', '2'])).toThrow('--viewers is given more than once');
  });

  test('prints lines that fit a wide terminal, with every service', () => {
    const text = format(report());
    for (const service of ['API Gateway', 'DynamoDB', 'Lambda duration', 'Access log', 'Alarms'])
      expect(text).toContain(service);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(150);
  });
});

test('each fact has a unit and a source', () => {
  for (const { value, unit, source } of Object.values({ ...PRICES, ...QUOTAS, ...ASSUMPTIONS })) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(unit).not.toBe('');
    expect(source).not.toBe('');
  }
});

test('each price that falls with volume was read in two places, and falls', () => {
  for (const { tiers, second } of Object.values(TIERED)) {
    expect(second).toMatch(/^https:/);
    const prices = tiers.map(([, price]) => price);
    expect(prices).toEqual([...prices].sort((a, b) => b - a));
    expect(tiers.at(-1)?.[0]).toBe(Number.POSITIVE_INFINITY);
  }
});
