import type { Line } from './bill.ts';
import { fleetLines } from './format-fleet.ts';
import { onePace } from './load.ts';
import type { Report } from './report.ts';
import { decimal, dollars, table, whole } from './text.ts';

const significant = (value: number) => String(Number(value.toPrecision(3)));

/** The report as a person reads it. */
export function format(report: Report): string {
  const { event, load, needs, partitions, enrolmentsTaken, concurrency } = report;
  const pace = onePace(event)
    ? `every ${event.renewSeconds} s`
    : `every ${event.spareRenewSeconds} s, or every ${event.renewSeconds} s while their user is full (${event.fullPercent}%)`;
  return [
    `${whole(event.viewers)} streams that start within ${event.rampMinutes} min and renew ${pace}`,
    leases(report),
    '',
    table(
      ['Requests a second', ''],
      [
        ['starts, during the ramp', whole(load.starts)],
        ['renewals, at its end', whole(load.peakRenewals)],
        ['peak: both', whole(load.peak)],
        ['steady: renewals, starts and stops', whole(load.steady)],
      ],
    ),
    '',
    table(
      ['Quota', 'default', 'needed', 'do beforehand'],
      needs.map(({ what, given, needed, action }) => [what, whole(given), whole(needed), action ?? '-']),
    ),
    '',
    `Environments at each function's own peak: ${Object.entries(concurrency)
      .map(([name, count]) => `${name} ${whole(count)}`)
      .join(', ')}.`,
    `DynamoDB spreads these writes over at least ${whole(partitions)} partition${partitions === 1 ? '' : 's'}, by user. Enrolments a second: the table takes ${whole(enrolmentsTaken.table)},`,
    `the index ${whole(enrolmentsTaken.index)} of one plan, or ${whole(enrolmentsTaken.planChanges)} changes of plan to it or from it.`,
    '',
    ...billLines(report),
    '',
    ...memoryLines(report),
    '',
    ...fleetLines(report),
    '',
    `List prices of us-east-1 and default quotas of ${report.checked}: scripts/capacity/ has each with its source. Check them before you quote them.`,
  ].join('\n');
}

function leases({ event }: Report): string {
  const { leaseSeconds: short, spareLeaseSeconds: long } = event;
  const held = onePace(event)
    ? `${short} s`
    : `${short} s where the user was full at the last renewal, ${long} s otherwise`;
  return `A player that crashes and never comes back holds its slot for up to ${held}`;
}

function billLines(report: Report): string[] {
  const { bill, event } = report;
  const hour = report.dollarsAnHourAtThePeak / report.dollarsAMonth;
  const perMillion = report.dollarsAMillionStreamHours / report.dollarsAMonth;
  const row = (line: Line) => [
    line.service,
    ...[line.aStreamHour === undefined ? '' : amountOf(line.aStreamHour, line.unit)],
    ...[line.price, line.listPrice].map((price) => (price === undefined ? '' : priceOf(price, line.unit))),
    dollars(line.dollarsAMonth * perMillion),
    dollars(line.dollarsAMonth * hour),
    dollars(line.dollarsAMonth),
  ];
  return [
    table(
      [
        'Cost',
        'a stream-hour',
        'at',
        'list price',
        '$ a million stream-hours',
        'an hour at the peak',
        `a month at ${event.averagePercent}% of it`,
      ],
      [
        ...bill.map(row),
        [
          'all',
          '',
          '',
          '',
          dollars(report.dollarsAMillionStreamHours),
          dollars(report.dollarsAnHourAtThePeak),
          dollars(report.dollarsAMonth),
        ],
      ],
    ),
    '',
    `${dollars(report.dollarsAMillionStreamHours)} a million stream-hours: ${decimal(report.requestsAStreamHour, 1)} requests and ${decimal(report.writesAStreamHour, 1)} writes for each hour that a stream is watched.`,
    `At list prices, as a small service pays: ${dollars(report.listDollarsAMillionStreamHours)}. Not included: the one-time price of warm throughput, free tiers, support.`,
  ];
}

const amountOf = (amount: number, unit?: string) =>
  unit === 'GB' ? `${whole(amount * 1e9)} bytes` : `${significant(amount)} ${unit}`;

const priceOf = (price: number, unit?: string) =>
  unit === 'GB' ? `$${significant(price)} a GB` : `$${significant(price * 1e6)} a million`;

function memoryLines({ memory, lambda }: Report): string[] {
  return [
    table(
      ['Memory', 'ms a request', '$ a million requests'],
      memory.sizes.map(({ mb, ms, dollarsAMillion }) => [`${mb} MB`, whole(ms), dollars(dollarsAMillion)]),
    ),
    '',
    `By this model ${memory.best} MB is the size to choose; the bill is for ${lambda.memoryMb} MB and ${lambda.durationMs} ms.`,
  ];
}
