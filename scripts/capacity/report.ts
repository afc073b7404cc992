import { CHECKED } from './facts.ts';
import { breakEven, fleetCost, instancesFor, lambdaCost } from './fleet.ts';
import type { Options } from './options.ts';
import { costsOf, HOURS_A_MONTH, loadOf, needsOf, partitionsOf } from './plan.ts';

/** All that the command says, as numbers: requests a second, US dollars. */
export function reportOf(options: Options) {
  const load = loadOf(options);
  const hour = costsOf(options, load);
  const hours = HOURS_A_MONTH * (options.averagePercent / 100);
  const month = Object.fromEntries(Object.entries(hour).map(([service, cost]) => [service, cost * hours]));
  const mean = load.steady * (options.averagePercent / 100);
  const rate = breakEven(options.durationMs, options.requestsPerVcpu);
  return {
    checked: CHECKED,
    event: options,
    load,
    needs: needsOf(options, load),
    partitions: partitionsOf(load),
    dollarsAnHour: hour,
    dollarsAMonth: month,
    fleet: {
      /** Undefined if Lambda is always cheaper. */
      cheaperFromRequestsPerSecond: rate,
      cheaperFromViewers: rate === undefined ? undefined : (rate / load.steady) * options.viewers,
      instancesAtPeak: instancesFor(load.peak, options.requestsPerVcpu),
      instancesInTheMean: instancesFor(mean, options.requestsPerVcpu),
      dollarsAMonth: fleetCost(mean, options.requestsPerVcpu) * HOURS_A_MONTH,
      lambdaDollarsAMonth: lambdaCost(mean, options.durationMs) * HOURS_A_MONTH,
    },
  };
}

export type Report = ReturnType<typeof reportOf>;

const whole = (value: number) => Math.ceil(value).toLocaleString('en');
const dollars = (value: number) =>
  `$${value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** The report as a person reads it. */
export function format({
  event,
  load,
  needs,
  partitions,
  dollarsAnHour,
  dollarsAMonth,
  fleet,
  checked,
}: Report): string {
  const sum = (costs: Record<string, number>) => Object.values(costs).reduce((a, b) => a + b, 0);
  const cost = (service: string, hour: number, month: number) => [service, dollars(hour), dollars(month)];
  return [
    `${whole(event.viewers)} viewers who start within ${event.rampMinutes} min and renew every ${event.renewSeconds} s`,
    '',
    table(
      ['Requests a second', ''],
      [
        ['starts, during the ramp', whole(load.starts)],
        ['renewals, all watching', whole(load.renewals)],
        ['peak: both, at the end of the ramp', whole(load.peak)],
        ['steady: renewals, starts and stops', whole(load.steady)],
      ],
    ),
    '',
    table(
      ['Quota', 'default', 'needed', 'do beforehand'],
      needs.map(({ what, given, needed, action }) => [
        what,
        whole(given),
        whole(needed),
        needed > given ? action : '-',
      ]),
    ),
    '',
    `DynamoDB spreads these writes over at least ${whole(partitions)} partition${partitions === 1 ? '' : 's'}, by user.`,
    '',
    table(
      ['Cost', 'an hour, all watching', `a month, ${event.averagePercent}% in the mean`],
      [
        ...Object.keys(dollarsAnHour).map((name) => cost(name, dollarsAnHour[name] ?? 0, dollarsAMonth[name] ?? 0)),
        cost('all', sum(dollarsAnHour), sum(dollarsAMonth)),
      ],
    ),
    '',
    ...fleetLines(fleet),
    '',
    `List prices of us-east-1 and default quotas of ${checked}: scripts/capacity/facts.ts names each with its source. Check them before you quote them.`,
  ].join('\n');
}

function fleetLines(fleet: Report['fleet']): string[] {
  if (fleet.cheaperFromRequestsPerSecond === undefined || fleet.cheaperFromViewers === undefined) {
    return ['API Gateway and Lambda are cheaper than a fleet of instances at any load.'];
  }
  return [
    `A fleet of instances with auto-scaling, instead of API Gateway and Lambda, is cheaper from ${whole(fleet.cheaperFromRequestsPerSecond)} requests a second`,
    `in the mean of a month (${whole(fleet.cheaperFromViewers)} viewers). This load: ${whole(fleet.instancesInTheMean)} instances in the mean, ${whole(fleet.instancesAtPeak)} at the peak;`,
    `${dollars(fleet.dollarsAMonth)} a month instead of ${dollars(fleet.lambdaDollarsAMonth)}. Not counted: the people who run and patch them.`,
    'Auto-scaling takes minutes: for a known ramp the fleet must stand beforehand.',
  ];
}

function table(head: string[], rows: string[][]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const isNumber = (column: number) => rows.every((row) => /^[$\d.,]+$/.test(row[column] ?? ''));
  const line = (row: string[]) =>
    row
      .map((cell, i) => (isNumber(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('   ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('   '), ...rows.map(line)].join('\n');
}
