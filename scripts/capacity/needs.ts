import { ASSUMPTIONS } from './assumptions.ts';
import { type Lambda, provisionedAnHour, warmDollars } from './bill.ts';
import type { Event, Load } from './load.ts';
import { QUOTAS } from './quotas.ts';

/** One quota against what the event needs of it. */
export interface Need {
  readonly what: string;
  readonly needed: number;
  readonly given: number;
  /** What to do beforehand; missing where there is enough. */
  readonly action?: string;
}

/** How many partitions of the index share the users of one plan. */
export type Shards = number;

export function needsOf(event: Event, load: Load, lambda: Lambda, shards: Shards): Need[] {
  const { starts, peak, peakRenewals, peakWrites } = load;
  const growth = (peakRenewals / (event.rampMinutes * 60)) * 10;
  const need = (what: string, needed: number, given: number, action: string): Need => ({
    what,
    needed,
    given,
    ...(needed > given ? { action } : {}),
  });
  /** The parameter of a stage that keeps them ready (infra/params.yml). */
  const provision = (fn: string, rate: number) => {
    const environments = environmentsFor(rate, lambda);
    const dollars = provisionedAnHour(environments, lambda.memoryMb).toFixed(2);
    return `provision ${round(environments)} environments ($${dollars} an hour): provisionedConcurrency: { ${fn}: ${Math.ceil(environments)} }`;
  };
  const warm = warmDollars(peakWrites, QUOTAS.dynamoNewTableWrites.value);
  return [
    need(
      'HTTP API, requests a second',
      peak,
      QUOTAS.httpApiRate.value,
      `request ${round(peak)}; raise the stage's apiRateLimit too`,
    ),
    need(
      'Lambda, executions at once',
      environmentsFor(peak, lambda),
      QUOTAS.lambdaConcurrency.value,
      `request ${round(environmentsFor(peak, lambda))}`,
    ),
    need(
      'Lambda, requestStream: new environments in 10 s',
      environmentsFor(starts, lambda),
      QUOTAS.lambdaScaling.value,
      provision('requestStream', starts),
    ),
    need(
      'Lambda, renewStream: new environments in 10 s',
      environmentsFor(growth, lambda),
      QUOTAS.lambdaScaling.value,
      provision('renewStream', peakRenewals),
    ),
    need(
      'DynamoDB, write units a second of the table',
      peakWrites,
      QUOTAS.dynamoTableWrites.value,
      `request ${round(peakWrites)}`,
    ),
    need(
      'DynamoDB, write units a second at once',
      peakWrites,
      QUOTAS.dynamoNewTableWrites.value,
      `set warm throughput to ${round(peakWrites)} ($${warm.toFixed(2)}, once)`,
    ),
    need(
      "DynamoDB, write units a second of one user's partition",
      20 / (event.renewSeconds * ASSUMPTIONS.meanRenewal.value),
      QUOTAS.dynamoPartitionWrites.value,
      'one user renews more than a partition takes: renew less often',
    ),
    need(
      "DynamoDB, the index's: enrolments a second of one plan",
      load.enrolments,
      enrolmentsTaken(shards).index,
      'enrol them before the event, as the back office does, or spread it over more shards',
    ),
  ];
}

/** Enrolments and changes of plan a second that all users of one plan may come to, before something throttles. */
export function enrolmentsTaken(shards: Shards) {
  const index = shards * QUOTAS.dynamoPartitionWrites.value;
  return {
    table: QUOTAS.dynamoTableWrites.value / ASSUMPTIONS.enrolWrites.value,
    index,
    planChanges: index / ASSUMPTIONS.planChangeWrites.value,
  };
}

/** Execution environments that a function needs for so many requests a second. */
export const environmentsFor = (rate: number, { durationMs }: Lambda): number =>
  Math.max((rate * durationMs) / 1000, rate / QUOTAS.lambdaRequestsPerEnvironment.value);

/** What each function needs at its own peak: the three that players call differ fiftyfold. */
export function concurrencyOf(load: Load, lambda: Lambda): Record<string, number> {
  const environments = (rate: number) => Math.ceil(environmentsFor(rate, lambda));
  return {
    requestStream: environments(load.starts),
    renewStream: environments(Math.max(load.peakRenewals, load.renewals)),
    stopStream: environments(load.stops),
  };
}

/** How many partitions share the load: DynamoDB splits them, users spread over them by the hash of their id. */
export const partitionsOf = ({ peakWrites }: Load): number =>
  Math.ceil(peakWrites / QUOTAS.dynamoPartitionWrites.value);

/** Up, to two digits: what one would write into a request. */
export function round(value: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return (Math.ceil(value / unit) * unit).toLocaleString('en');
}
