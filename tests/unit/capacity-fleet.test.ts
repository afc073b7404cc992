import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ASSUMPTIONS } from '../../scripts/capacity/assumptions.ts';
import { dayOf, KICK_OFF } from '../../scripts/capacity/day.ts';
import { recordedEvening } from '../../scripts/capacity/evening.ts';
import { PRICES } from '../../scripts/capacity/facts.ts';
import { balancerUnits, fleetDay, instancesFor, withoutAZone } from '../../scripts/capacity/fleet.ts';
import { format } from '../../scripts/capacity/format.ts';
import { parseOptions } from '../../scripts/capacity/options.ts';
import { provision } from '../../scripts/capacity/provisioned.ts';
import { reportOf } from '../../scripts/capacity/report.ts';

const report = (...args: string[]) => reportOf(parseOptions(args));
const five = report('--viewers', '5000000');
const { columns } = five.compared;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('three ways to run it', () => {
  test('at five million streams a fleet with provisioned writes costs at most $10 a million stream-hours', () => {
    expect(columns.fleetProvisioned.dollarsAMillionStreamHours).toBeLessThanOrEqual(10);
    expect(columns.lambda.dollarsAMillionStreamHours).toBeGreaterThan(35);
    expect(columns.fleet.dollarsAMillionStreamHours).toBeLessThan(columns.lambda.dollarsAMillionStreamHours / 2);
  });

  test('a column is the sum of its parts', () => {
    for (const { parts, dollarsAMillionStreamHours, dollarsAMonth } of [columns.lambda, columns.fleet]) {
      expect(sum(parts.map(({ dollars }) => dollars))).toBeCloseTo(dollarsAMillionStreamHours);
      expect((dollarsAMonth / columns.streamHours) * 1e6).toBeCloseTo(dollarsAMillionStreamHours);
    }
  });

  test('a lower target of the provisioned writes costs more, and reserved units less', () => {
    const careful = report('--viewers', '5000000', '--write-target-percent', '70').compared.columns;
    expect(careful.provisioned.used).toBeLessThan(columns.provisioned.used);
    const million = (of: typeof columns) => of.fleetProvisioned.dollarsAMillionStreamHours;
    expect(million(careful)).toBeGreaterThan(million(columns));
    expect(columns.dollarsWithReserved).toBeLessThan(million(columns));
  });

  test('where each way crosses Lambda, it costs less from there on and more just below', () => {
    for (const [way, viewers] of Object.entries(five.compared.cheaperFromViewers)) {
      const at = (streams: number) => report('--viewers', String(Math.round(streams))).compared.columns;
      const month = (streams: number) =>
        way === 'fleet' ? at(streams).fleet.dollarsAMonth : at(streams).fleetProvisioned.dollarsAMonth;
      expect(month(viewers ?? 0)).toBeLessThan(at(viewers ?? 0).lambda.dollarsAMonth * 1.001);
      expect(month((viewers ?? 0) / 2)).toBeGreaterThan(at((viewers ?? 0) / 2).lambda.dollarsAMonth);
    }
  });

  test('instances that carry next to nothing never pay', () => {
    expect(report('--requests-per-vcpu', '1').compared.cheaperFromViewers.fleet).toBeUndefined();
  });
});

describe('a day that is made of the recorded evening', () => {
  const evening = recordedEvening();
  const day = dayOf(evening, 1_000_000, 25);

  test('has the mean that was asked for, and its peak in the evening', () => {
    expect(sum(day.map(({ streams }) => streams)) / day.length).toBeCloseTo(250_000);
    expect(Math.max(...day.map(({ streams }) => streams))).toBeCloseTo(1_000_000);
  });

  test('writes as the evening did, minute by minute, and as often for each stream at other hours', () => {
    const peak = Math.max(...evening.minutes.map(([streams]) => streams));
    const [, , writes] = evening.minutes[40] ?? [0, 0, 0];
    expect(day[KICK_OFF + 10]?.writes).toBeCloseTo((writes / 60) * (1_000_000 / peak));
    const { streams = 0, writes: atNoon } = day[720] ?? {};
    expect(atNoon).toBeCloseTo((streams * evening.writesAStreamHour) / 3600);
  });

  test('is what the evening alone comes to, where that is more than the mean that was asked for', () => {
    expect(dayOf(evening, 1000, 1)[720]?.streams).toBe(0);
  });
});

describe('provisioned writes', () => {
  const even = Array.from({ length: 1440 }, () => 900);

  test('an even day uses as much of its capacity as the target says', () => {
    expect(provision(even, 0.9).used).toBeCloseTo(0.9);
    expect(provision(even, 0.5).used).toBeCloseTo(0.5);
  });

  test('a kick-off that nothing was scheduled for is throttled; a floor prevents it', () => {
    const kickOff = even.map((writes, minute) => (minute >= 1200 && minute < 1300 ? writes * 5 : writes));
    expect(provision(kickOff, 0.9).throttled).toBeGreaterThan(0);
    const floor = (minute: number) => (minute >= 1185 && minute < 1230 ? 5000 : 1);
    expect(provision(kickOff, 0.9, floor).throttled).toBe(0);
  });

  test('capacity shrinks after fifteen quiet minutes, and not more often than DynamoDB lets it', () => {
    const falling = even.map((writes, minute) => writes * (1 - minute / 2880));
    const { capacity } = provision(falling, 0.9);
    const decreases = capacity.filter((units, minute) => units < (capacity[minute - 1] ?? 0)).length;
    expect(decreases).toBeGreaterThan(4);
    expect(decreases).toBeLessThanOrEqual(ASSUMPTIONS.freeDecreases.value + 24);
  });

  test("the evening's own writes are not throttled", () => {
    expect(columns.provisioned.throttled).toBe(0);
  });
});

describe('a fleet', () => {
  test('stands evenly over three zones, three instances at least', () => {
    expect(instancesFor(0, 1000)).toBe(3);
    expect(instancesFor(50_000, 1000) % 3).toBe(0);
  });

  test('carries its load when a zone is lost', () => {
    for (const requests of [1000, 10_000, 51_556]) expect(withoutAZone(requests, 1000)).toBeLessThanOrEqual(1);
  });

  test('pays the load balancer by what needs most of it: new connections', () => {
    expect(balancerUnits(2500)).toBeCloseTo(100);
  });

  test('stands for the busiest minute of each hour', () => {
    const minute = (requests: number) => ({ streams: 0, requests, writes: 0 });
    const hour = [...Array.from({ length: 59 }, () => minute(0)), minute(12_000)];
    expect(fleetDay(hour, 1000).instanceHours).toBe(instancesFor(12_000, 1000));
  });

  test('is scheduled before the kick-off: group, then writes', () => {
    expect(five.fleet.schedule.map(({ when }) => when)).toEqual([
      ...['two weeks before', 'a day before', '30 minutes before', '15 minutes before', '30 minutes after'],
    ]);
    expect(five.fleet.schedule[2]?.what).toContain(`${five.fleet.zones[1]?.instances} instances`);
  });

  test('falls over to quotas that must be there: five million need more than the defaults, ten thousand do not', () => {
    expect(five.fleet.failOver.enough).toBe(false);
    expect(report('--viewers', '10000').fleet.failOver.enough).toBe(true);
  });
});

test('the report shows all three ways, with the arithmetic', () => {
  const text = format(five);
  expect(text).toMatch(/\$ a million stream-hours\s+Lambda\s+fleet\s+fleet, provisioned writes/);
  expect(text).toContain(`$${((PRICES.provisionedWrites.value / 3600) * 1e6).toFixed(3)} a million where all is used`);
  expect(text).toContain('in each of 3 zones');
});

test('docs/capacity.md says what the command does', () => {
  const page = readFileSync('docs/capacity.md', 'utf8');
  const ways = [columns.lambda, columns.fleet, columns.fleetProvisioned];
  const all = ways.map(({ dollarsAMillionStreamHours }) => `**${dollarsAMillionStreamHours.toFixed(2)}**`);
  expect(page).toContain(`| **all** | ${all.join(' | ')} |`);
});
