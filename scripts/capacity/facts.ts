/**
 * Every price, quota and assumption that `npm run capacity` goes by; it has no numbers of its own.
 *
 * Looked up on 2026-11-24, and those of a fleet on 2026-11-25, for us-east-1: list prices in US dollars, without free
 * tier, savings plan or private discount. `source` is AWS's own page; `second` is somebody else's copy of the same
 * number, read on that day to catch a slip of ours. Read the source again before you quote a number, for the region
 * that you deploy to.
 */
export const CHECKED = '2026-11-24';

export interface Fact {
  readonly value: number;
  readonly unit: string;
  /** Where it stands, or how we derived it. */
  readonly source: string;
  /** Where else it stands. */
  readonly second?: string;
}

/** A price that falls with the volume of a month. */
export interface TieredPrice extends Omit<Fact, 'value'> {
  /** Up to how many units a month, and the price of each in that range; the last has no end. */
  readonly tiers: readonly (readonly [upTo: number, price: number])[];
}

const lambdaPricing = 'https://aws.amazon.com/lambda/pricing/';
const balancerPricing = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
const dynamoPricing = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const cloudWatchPricing = 'https://aws.amazon.com/cloudwatch/pricing/';
const cloudWatchSecond = 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/';
const offers = 'the offer files of https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/';

export const PRICES = {
  dynamoWrites: {
    value: 0.625e-6,
    unit: '$ a write unit',
    source: dynamoPricing,
    second: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing',
  },
  provisionedWrites: {
    value: 0.00065,
    unit: '$ a provisioned write unit and hour',
    source: 'https://aws.amazon.com/dynamodb/pricing/provisioned/',
  },
  /** A year paid in part beforehand: $150 for 100 units, and $0.0128 an hour. */
  reservedWrites: {
    value: 0.0002992,
    unit: '$ a provisioned write unit and hour, reserved for a year',
    source: 'https://aws.amazon.com/dynamodb/pricing/provisioned/',
  },
  /** Point-in-time recovery included: 0.25 and 0.20. */
  dynamoStorage: { value: 0.45, unit: '$ a GB and month', source: dynamoPricing },
  /** Once, for each unit above what the table takes already: the price of a provisioned unit for an hour. */
  warmWrites: {
    value: 0.00065,
    unit: '$ a write unit a second',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html',
  },
  lambdaRequests: { value: 0.2e-6, unit: '$ a request', source: lambdaPricing, second: offers },
  provisioned: { value: 0.0000033334, unit: '$ a GB-second kept ready, arm64', source: lambdaPricing, second: offers },
  /** The access log of the HTTP API, which is not of those that fall in price. */
  accessLog: { value: 0.5, unit: '$ a GB taken in', source: cloudWatchPricing, second: cloudWatchSecond },
  alarm: { value: 0.1, unit: '$ an alarm and month', source: cloudWatchPricing, second: cloudWatchSecond },
  metric: { value: 0.3, unit: '$ a metric of our own and month', source: cloudWatchPricing, second: cloudWatchSecond },
  /** m7g.large: 2 vCPU, 8 GB, arm64, Linux. */
  instance: {
    value: 0.0816,
    unit: '$ an hour',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    second: offers,
  },
  disk: { value: 0.08, unit: '$ a GB of gp3 and month', source: 'https://aws.amazon.com/ebs/pricing/' },
  endpoint: {
    value: 0.01,
    unit: '$ an interface endpoint, zone and hour',
    source: 'https://aws.amazon.com/privatelink/pricing/',
  },
  balancer: { value: 0.0225, unit: '$ an hour', source: balancerPricing, second: offers },
  balancerUnit: {
    value: 0.008,
    unit: '$ a load balancer capacity unit and hour',
    source: balancerPricing,
    second: offers,
  },
} satisfies Record<string, Fact>;

const TB = 1000;
const END = Number.POSITIVE_INFINITY;

export const TIERED = {
  httpApi: {
    tiers: [
      [300e6, 1e-6],
      [END, 0.9e-6],
    ],
    unit: '$ a request',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    second: 'https://awsforengineers.com/blog/aws-api-gateway-pricing-explained',
  },
  lambdaDuration: {
    tiers: [
      [7.5e9, 0.0000133334],
      [18.75e9, 0.0000120001],
      [END, 0.0000106667],
    ],
    unit: '$ a GB-second, arm64',
    source: lambdaPricing,
    second: 'https://aws.amazon.com/blogs/compute/introducing-tiered-pricing-for-aws-lambda/',
  },
  lambdaLogs: {
    tiers: [
      [10 * TB, 0.5],
      [30 * TB, 0.25],
      [50 * TB, 0.1],
      [END, 0.05],
    ],
    unit: "$ a GB of the functions' logs",
    source: cloudWatchPricing,
    second: 'https://www.duckbillgroup.com/?p=9080',
  },
  transferOut: {
    tiers: [
      [10 * TB, 0.09],
      [50 * TB, 0.085],
      [150 * TB, 0.07],
      [END, 0.05],
    ],
    unit: '$ a GB to the internet',
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
    second: 'https://www.egresscost.com/aws',
  },
} satisfies Record<string, TieredPrice>;

/** Dollars for a month's volume. */
export function tiered({ tiers }: TieredPrice, volume: number): number {
  let from = 0;
  let sum = 0;
  for (const [upTo, price] of tiers) {
    sum += Math.max(0, Math.min(volume, upTo) - from) * price;
    from = upTo;
  }
  return sum;
}

/** What a unit costs before any tier makes it cheaper. */
export const firstTier = ({ tiers }: TieredPrice): number => tiers[0]?.[1] ?? Number.NaN;
