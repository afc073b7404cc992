import { ASSUMPTIONS, PRICES, QUOTAS } from './facts.ts';

/** What is to be carried. */
export interface Event {
  /** Who watch at the same time at the peak. */
  readonly viewers: number;
  /** In how many minutes they all start. */
  readonly rampMinutes: number;
  /** RENEW_SECONDS of the service. */
  readonly renewSeconds: number;
  /** How long one playback lasts, in the mean. */
  readonly sessionMinutes: number;
  /** Viewers in the mean of a month, as a percentage of the peak's. */
  readonly averagePercent: number;
  /** What Lambda bills for a request, in milliseconds. */
  readonly durationMs: number;
}

/** Requests a second. */
export interface Load {
  readonly starts: number;
  readonly renewals: number;
  /** At the end of the ramp: those who start, and all the others' renewals. */
  readonly peak: number;
  /** Once all are there: renewals, and who comes and goes. */
  readonly steady: number;
  /** The starts and stops among `steady`. */
  readonly decisions: number;
}

export function loadOf({ viewers, rampMinutes, renewSeconds, sessionMinutes }: Event): Load {
  const starts = viewers / (rampMinutes * 60);
  const renewals = viewers / (renewSeconds * ASSUMPTIONS.meanRenewal.value);
  const decisions = (2 * viewers) / (sessionMinutes * 60);
  return { starts, renewals, peak: starts + renewals, steady: renewals + decisions, decisions };
}

/** One quota against what the event needs of it. */
export interface Need {
  readonly what: string;
  readonly needed: number;
  readonly given: number;
  /** What to do beforehand if more is needed than is given. */
  readonly action: string;
}

export function needsOf(event: Event, load: Load): Need[] {
  const { starts, renewals, peak } = load;
  const environments = (rate: number) =>
    Math.max((rate * event.durationMs) / 1000, rate / QUOTAS.lambdaRequestsPerEnvironment.value);
  const renewalGrowth = (renewals / (event.rampMinutes * 60)) * 10;
  const writes = peak * ASSUMPTIONS.writeUnits.value;
  const provisioned = Math.ceil(environments(starts) - QUOTAS.lambdaScaling.value);
  return [
    {
      what: 'HTTP API, requests a second',
      needed: peak,
      given: QUOTAS.httpApiRate.value,
      action: `ask for ${round(peak)}; raise the stage's throttling too`,
    },
    {
      what: 'Lambda, executions at once',
      needed: environments(peak),
      given: QUOTAS.lambdaConcurrency.value,
      action: `ask for ${round(environments(peak))}`,
    },
    {
      what: 'Lambda, requestStream: new environments in 10 s',
      needed: environments(starts),
      given: QUOTAS.lambdaScaling.value,
      action: `provision ${round(provisioned)} environments`,
    },
    {
      what: 'Lambda, renewStream: new environments in 10 s',
      needed: environments(renewalGrowth),
      given: QUOTAS.lambdaScaling.value,
      action: `provision ${round(environments(renewals))} environments`,
    },
    {
      what: 'DynamoDB, write units a second of the table',
      needed: writes,
      given: QUOTAS.dynamoTableWrites.value,
      action: `ask for ${round(writes)}`,
    },
    {
      what: 'DynamoDB, write units a second at once',
      needed: writes,
      given: QUOTAS.dynamoNewTableWrites.value,
      action: `set warm throughput to ${round(writes)} (has a price of its own)`,
    },
    {
      what: "DynamoDB, write units a second of one user's partition",
      needed: 20 / (event.renewSeconds * ASSUMPTIONS.meanRenewal.value),
      given: QUOTAS.dynamoPartitionWrites.value,
      action: 'one user renews more than a partition takes: renew less often',
    },
  ];
}

/** How many partitions share the load: DynamoDB splits them, users spread over them by the hash of their id. */
export const partitionsOf = ({ peak }: Load): number =>
  Math.ceil((peak * ASSUMPTIONS.writeUnits.value) / QUOTAS.dynamoPartitionWrites.value);

/** Up, to two digits: what one would write into a request. */
export function round(value: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return (Math.ceil(value / unit) * unit).toLocaleString('en');
}

/** Dollars an hour with all viewers watching, by service. */
export function costsOf({ durationMs }: Event, { steady, decisions }: Load): Record<string, number> {
  const requests = steady * 3600;
  const gigabytes = (bytes: number) => bytes / 1e9;
  const logBytes = requests * ASSUMPTIONS.requestLog.value + decisions * 3600 * ASSUMPTIONS.decisionLog.value;
  return {
    'API Gateway': (requests / 1e6) * PRICES.httpApi.value,
    DynamoDB: ((requests * ASSUMPTIONS.writeUnits.value) / 1e6) * PRICES.dynamoWrites.value,
    'Lambda requests': (requests / 1e6) * PRICES.lambdaRequests.value,
    'Lambda duration': requests * (durationMs / 1000) * ASSUMPTIONS.memory.value * PRICES.lambdaDuration.value,
    'CloudWatch Logs': gigabytes(logBytes) * PRICES.logs.value,
    'X-Ray traces': ((requests * ASSUMPTIONS.traced.value) / 1e6) * PRICES.traces.value,
    'Data transfer': gigabytes(requests * ASSUMPTIONS.answer.value) * PRICES.transferOut.value,
  };
}

export const HOURS_A_MONTH = 730;
