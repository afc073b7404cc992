import { describe, expect, test } from '@jest/globals';
import { ASSUMPTIONS, PRICES, QUOTAS } from '../../scripts/capacity/facts.ts';
import { breakEven, fleetCost, lambdaCost } from '../../scripts/capacity/fleet.ts';
import { OptionsError, parseOptions } from '../../scripts/capacity/options.ts';
import { format, reportOf } from '../../scripts/capacity/report.ts';

const report = (...args: string[]) => reportOf(parseOptions(args));
const toDo = (...args: string[]) => report(...args).needs.filter(({ needed, given }) => needed > given);

describe('what an event needs', () => {
  const event = ['--viewers', '5400000', '--ramp-minutes', '5', '--renew-seconds', '60', '--session-minutes', '90'];

  test('starts, renewals (at 54 s in the mean) and their peak', () => {
    expect(report(...event).load).toEqual({
      starts: 18_000,
      renewals: 100_000,
      peak: 118_000,
      steady: 102_000,
      decisions: 2000,
    });
  });

  test('a short function needs a tenth of its request rate in concurrency, a slow one its rate times its duration', () => {
    const needed = (durationMs: string) => report(...event, '--duration-ms', durationMs).needs[1]?.needed;
    expect(needed('15')).toBe(11_800);
    expect(needed('200')).toBe(23_600);
  });

  test('ten thousand viewers need nothing beforehand', () => {
    expect(toDo('--viewers', '10000')).toEqual([]);
  });

  test('a million must ask for API requests and concurrency, and warm the table', () => {
    expect(toDo('--viewers', '1000000').map(({ what }) => what)).toEqual([
      'HTTP API, requests a second',
      'Lambda, executions at once',
      'DynamoDB, write units a second at once',
    ]);
  });

  test('ten million must provision environments too, and raise the quota of the table', () => {
    const needs = toDo('--viewers', '10000000').map(({ what, action }) => `${what}: ${action}`);
    expect(needs).toContain('Lambda, requestStream: new environments in 10 s: provision 2,400 environments');
    expect(needs).toContain('DynamoDB, write units a second of the table: ask for 220,000');
  });
});

describe('what it costs', () => {
  // 100 requests a second: 360,000 an hour.
  const costs = report('--viewers', '5400', '--session-minutes', '1440', '--average-percent', '10');

  test('an hour is the requests at their price', () => {
    const million = (costs.load.steady * 3600) / 1e6;
    expect(costs.dollarsAnHour.DynamoDB).toBeCloseTo(million * 0.625);
    expect(costs.dollarsAnHour['API Gateway']).toBeCloseTo(million);
    expect(costs.dollarsAnHour['Lambda requests']).toBeCloseTo(million * 0.2);
  });

  test('a month is 730 hours at its mean load', () => {
    expect(costs.dollarsAMonth.DynamoDB).toBeCloseTo((costs.dollarsAnHour.DynamoDB ?? 0) * 73);
  });

  test('at the break-even a fleet costs what Lambda does; below it more, above it less', () => {
    const rate = breakEven(15, 1500) ?? 0;
    expect(fleetCost(rate, 1500) / lambdaCost(rate, 15)).toBeCloseTo(1, 1);
    expect(fleetCost(rate / 2, 1500)).toBeGreaterThan(lambdaCost(rate / 2, 15));
    expect(fleetCost(rate * 10, 1500)).toBeLessThan(lambdaCost(rate * 10, 15));
  });

  test('instances that carry next to nothing never pay', () => {
    expect(breakEven(1, 0.1)).toBeUndefined();
  });
});

describe('the command', () => {
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
    for (const service of ['API Gateway', 'DynamoDB', 'Lambda', 'CloudWatch Logs', 'X-Ray'])
      expect(text).toContain(service);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(150);
  });
});

test('each fact has a unit and a source', () => {
  for (const { value, unit, source } of Object.values({ ...PRICES, ...QUOTAS, ...ASSUMPTIONS })) {
    expect(value).toBeGreaterThan(0);
    expect(unit).not.toBe('');
    expect(source).not.toBe('');
  }
});
