import { ASSUMPTIONS } from './assumptions.ts';
import { type Column, ROWS } from './columns.ts';
import type { Report } from './report.ts';
import { decimal, dollars, table, whole } from './text.ts';

/** The three ways to run the service, and what a fleet needs for the event. */
export const fleetLines = (report: Report): string[] => [
  ...compared(report),
  '',
  ...arithmetic(report.compared.columns.fleetProvisioned),
  '',
  ...crossing(report),
  '',
  'A fleet at the kick-off:',
  table(
    ['When', 'what'],
    report.fleet.schedule.map(({ when, what }) => [when, what]),
  ),
  '',
  table(
    ['Instances', 'requests a second', 'instances', 'in each zone', 'busy', 'busy when a zone is lost'],
    report.fleet.zones.map(({ at, requests, instances, inEachZone, busyPercent, busyWithoutAZonePercent }) => [
      ...[at, whole(requests), whole(instances), whole(inEachZone)],
      ...[`${decimal(busyPercent, 0)}%`, `${decimal(busyWithoutAZonePercent, 0)}%`],
    ]),
  ),
  '',
  ...failing(report),
];

function compared({ compared: { columns, requestsAStreamHour, writesAStreamHour, users, renewSeconds } }: Report) {
  const ways = [columns.lambda, columns.fleet, columns.fleetProvisioned];
  const inRow = ({ parts }: Column, row: string) =>
    parts.filter((part) => part.row === row).reduce((sum, part) => sum + part.dollars, 0);
  return [
    `Three ways to run it, on days with a simulated evening of ${whole(users)} users (--record; renewals every ${renewSeconds} s):`,
    `${decimal(requestsAStreamHour, 1)} requests and ${decimal(writesAStreamHour, 1)} writes a stream-hour, as people zap, crash and come back.`,
    '',
    table(
      ['$ a million stream-hours', ...ways.map(({ name }) => name)],
      [
        ...ROWS.map((row) => [row, ...ways.map((way) => dollars(inRow(way, row)))]),
        ['all', ...ways.map((way) => dollars(way.dollarsAMillionStreamHours))],
        ['all, a month', ...ways.map((way) => dollars(way.dollarsAMonth))],
      ],
    ),
  ];
}

const arithmetic = (column: Column): string[] => [
  table(
    ['The last column', '$', 'per stream-hour, unless it says otherwise'],
    column.parts.map(({ row, dollars: value, how }) => [row, dollars(value), how]),
  ),
];

function crossing({ compared: { columns, cheaperFromViewers }, event }: Report): string[] {
  const from = (viewers?: number) =>
    viewers === undefined ? 'never' : `from ${whole(Number(viewers.toPrecision(2)))} streams on`;
  return [
    `Cheaper than Lambda: a fleet ${from(cheaperFromViewers.fleet)}, with provisioned writes ${from(cheaperFromViewers.fleetProvisioned)}.`,
    `Provisioned writes aim at ${event.writeTargetPercent}% of the capacity, with a scheduled minimum; of the billed capacity, ${decimal(100 * columns.provisioned.used, 0)}% is used.`,
    `With ${whole(columns.reservedUnits)} units reserved for a year: ${dollars(columns.dollarsWithReserved)}. Not counted: the people who run and patch a fleet.`,
  ];
}

function failing({ fleet: { failOver } }: Report): string[] {
  return [
    `If the fleet fails, API Gateway must take ${whole(failOver.requests)} requests a second, and Lambda ${whole(failOver.environments)} executions at once:`,
    failOver.enough
      ? 'the default quotas are enough.'
      : 'more than the default quotas. Raise them before a fleet carries that load, or nothing can take over from it.',
    `The load balancer's health check and DNS take ${ASSUMPTIONS.failOverSeconds.value} s first; Lambda has that many about ${failOver.secondsToScale} s later.`,
  ];
}
