/**
 * Every price, quota and assumption that `npm run capacity` goes by; it has no numbers of its own.
 *
 * Looked up on 2026-11-23 for us-east-1, list prices in US dollars, first tier, without free tier, savings plan or private
 * discount. Read each source again before you quote a number, for the region that you deploy to.
 */
export const CHECKED = '2026-11-23';

export interface Fact {
  readonly value: number;
  readonly unit: string;
  /** Where it stands, or how it was come by. */
  readonly source: string;
}

const lambdaPricing = 'https://aws.amazon.com/lambda/pricing/';
const balancerPricing = 'https://aws.amazon.com/elasticloadbalancing/pricing/';

export const PRICES = {
  dynamoWrites: {
    value: 0.625,
    unit: '$ a million write units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  lambdaRequests: { value: 0.2, unit: '$ a million requests', source: lambdaPricing },
  /** The tiers above 7.5 billion GB-seconds a month are 10 and 20 percent lower. */
  lambdaDuration: { value: 0.0000133334, unit: '$ a GB-second on arm64', source: lambdaPricing },
  /** Above 300 million requests a month it is $0.90. */
  httpApi: { value: 1, unit: '$ a million requests', source: 'https://aws.amazon.com/api-gateway/pricing/' },
  logs: { value: 0.5, unit: '$ a GB taken in', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  traces: { value: 5, unit: '$ a million traces recorded', source: 'https://aws.amazon.com/xray/pricing/' },
  /** Above 10 TB a month it falls in steps. */
  transferOut: { value: 0.09, unit: '$ a GB to the internet', source: 'https://aws.amazon.com/ec2/pricing/on-demand/' },
  /** m7g.large: 2 vCPU, 8 GB, arm64, Linux. */
  instance: { value: 0.0816, unit: '$ an hour', source: 'https://aws.amazon.com/ec2/pricing/on-demand/' },
  balancer: { value: 0.0225, unit: '$ an hour', source: balancerPricing },
  balancerUnit: { value: 0.008, unit: '$ a load balancer capacity unit and hour', source: balancerPricing },
} satisfies Record<string, Fact>;

const lambdaConcurrency = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html';
const lambdaScaling = 'https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html';
const dynamoQuotas = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';

export const QUOTAS = {
  /** Some regions start at 2,500. A new account may start lower. The burst is AWS's own to set: 5,000 here. */
  httpApiRate: {
    value: 10_000,
    unit: 'requests a second, an account and region',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  httpApiBurst: {
    value: 5000,
    unit: 'requests at once',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  },
  /** A new account may start lower. */
  lambdaConcurrency: { value: 1000, unit: 'executions at once, an account and region', source: lambdaConcurrency },
  /** However short an invocation is: one environment counts for 10 requests a second at most. */
  lambdaRequestsPerEnvironment: {
    value: 10,
    unit: 'requests a second an execution environment',
    source: lambdaConcurrency,
  },
  /** A fixed property of the service: no quota to raise. */
  lambdaScaling: { value: 1000, unit: 'more environments every 10 s, a function', source: lambdaScaling },
  dynamoTableWrites: { value: 40_000, unit: 'write units a second, a table', source: dynamoQuotas },
  /** An on-demand table takes this at once when it is new, and twice its last peak within 30 minutes later. */
  dynamoNewTableWrites: {
    value: 4000,
    unit: 'write units a second',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html',
  },
  /** Fixed. Reads: 3,000 units a second. */
  dynamoPartitionWrites: {
    value: 1000,
    unit: 'write units a second, a partition',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
  },
} satisfies Record<string, Fact>;

export const ASSUMPTIONS = {
  /** Players renew after 80 to 100 percent of the asked interval, evenly spread (src/domain/streams.ts). */
  meanRenewal: { value: 0.9, unit: 'of the renewal interval', source: 'the jitter of renewAfter' },
  writeUnits: { value: 1, unit: 'write unit a start, renewal or stop', source: 'npm run bench:check' },
  memory: { value: 0.5, unit: 'GB a function', source: 'serverless.yml' },
  /** The platform's START, END and REPORT lines and one access log line. */
  requestLog: { value: 650, unit: 'bytes of log a request', source: 'the length of such lines' },
  /** One line with the decision and its metric. A renewal writes none. */
  decisionLog: { value: 500, unit: 'bytes of log a start or stop', source: 'the length of such lines' },
  /** Active tracing of Lambda, which cannot be set per function. */
  traced: {
    value: 0.05,
    unit: 'of the requests',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html',
  },
  answer: { value: 1000, unit: 'bytes an answer, headers and TLS included', source: 'the length of a lease' },
  requestsPerVcpu: {
    value: 1300,
    unit: 'requests a second a vCPU',
    source: 'npm run bench: a renewal takes 370 µs of a CPU; halved for HTTP, sockets and a slower core',
  },
  headroom: { value: 0.5, unit: 'of what the load needs, on top', source: 'for a lost zone and uneven load' },
  leastInstances: { value: 3, unit: 'instances, one in each zone', source: 'so that a zone may fail' },
  vcpus: { value: 2, unit: 'vCPU an instance', source: 'm7g.large' },
  /** Renewals are further apart than connections are kept, so each is a connection of its own. */
  balancerConnections: { value: 25, unit: 'new connections a second a capacity unit', source: balancerPricing },
} satisfies Record<string, Fact>;
