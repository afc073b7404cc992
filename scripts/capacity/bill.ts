import { ASSUMPTIONS } from './assumptions.ts';
import { firstTier, PRICES, TIERED, tiered } from './facts.ts';
import type { Event, Load } from './load.ts';

export const HOURS_A_MONTH = 730;

export interface Lambda {
  /** That Lambda bills for a request. */
  readonly durationMs: number;
  readonly memoryMb: number;
}

/** What is kept ready beyond what demand makes. */
export interface Ready {
  readonly environments: number;
  readonly hoursAMonth: number;
}

export interface Line {
  readonly service: string;
  /** How much of it a stream watched for an hour needs, and of what; missing where it does not go by the hour. */
  readonly aStreamHour?: number;
  readonly unit?: string;
  /** Of one unit, in dollars, at this volume and before any tier. */
  readonly price?: number;
  readonly listPrice?: number;
  readonly dollarsAMonth: number;
  /** At the price of the first tier. */
  readonly listDollarsAMonth: number;
}

/** The month's bill, at the mean load. Storage, alarms and what is kept ready do not follow the load. */
export function billOf(
  event: Pick<Event, 'viewers' | 'averagePercent'>,
  load: Pick<Load, 'steady' | 'decisions' | 'steadyWrites'>,
  { durationMs, memoryMb }: Lambda,
  ready: Ready,
): Line[] {
  const streamHours = streamHoursOf(event);
  const aStreamHour = (perSecond: number) => (perSecond * 3600) / event.viewers;
  const requests = aStreamHour(load.steady);
  const decisions = aStreamHour(load.decisions);
  const gb = 1e-9;
  const metered = (service: string, amount: number, unit: string, price: number | typeof TIERED.httpApi): Line => {
    const volume = amount * streamHours;
    const list = typeof price === 'number' ? price : firstTier(price);
    const month = typeof price === 'number' ? price * volume : tiered(price, volume);
    return {
      service,
      aStreamHour: amount,
      unit,
      price: month / volume,
      listPrice: list,
      dollarsAMonth: month,
      listDollarsAMonth: list * volume,
    };
  };
  const fixed = (service: string, dollarsAMonth: number): Line => ({
    service,
    dollarsAMonth,
    listDollarsAMonth: dollarsAMonth,
  });
  const gbSeconds = (durationMs / 1000) * (memoryMb / 1024);
  const users = event.viewers * ASSUMPTIONS.usersPerViewer.value;
  return [
    metered('API Gateway', requests, 'requests', TIERED.httpApi),
    metered('DynamoDB', aStreamHour(load.steadyWrites), 'write units', PRICES.dynamoWrites.value),
    metered('Lambda requests', requests, 'requests', PRICES.lambdaRequests.value),
    metered('Lambda duration', requests * gbSeconds, 'GB-seconds', TIERED.lambdaDuration),
    metered('Access log', requests * ASSUMPTIONS.accessLog.value * gb, 'GB', PRICES.accessLog.value),
    metered("Functions' logs", decisions * ASSUMPTIONS.decisionLog.value * gb, 'GB', TIERED.lambdaLogs),
    metered('Data transfer', requests * ASSUMPTIONS.answer.value * gb, 'GB', TIERED.transferOut),
    fixed('Storage, with backup', users * ASSUMPTIONS.item.value * 1000 * gb * PRICES.dynamoStorage.value),
    fixed(
      'Alarms and metrics',
      ASSUMPTIONS.alarms.value * PRICES.alarm.value + ASSUMPTIONS.metrics.value * PRICES.metric.value,
    ),
    fixed('Provisioned concurrency', provisionedAnHour(ready.environments, memoryMb) * ready.hoursAMonth),
  ].filter(({ dollarsAMonth }) => dollarsAMonth > 0);
}

/** Hours of watching in a month, all streams together. */
export const streamHoursOf = ({ viewers, averagePercent }: Pick<Event, 'viewers' | 'averagePercent'>): number =>
  viewers * (averagePercent / 100) * HOURS_A_MONTH;

/** Dollars an hour for environments that are kept ready. */
export const provisionedAnHour = (environments: number, memoryMb: number): number =>
  environments * (memoryMb / 1024) * 3600 * PRICES.provisioned.value;

/** Dollars, once, to have a table take so many write units a second at once. */
export const warmDollars = (needed: number, given: number): number =>
  Math.max(0, needed - given) * PRICES.warmWrites.value;
