import type { Fact } from './facts.ts';

const lambdaConcurrency = 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html';
const lambdaScaling = 'https://docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html';
const dynamoQuotas = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html';
const gatewayQuotas = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html';

/** What an account has before it asks for more. A new account may start lower. */
export const QUOTAS = {
  /** Some regions start at 2,500. The burst is AWS's own to set: 5,000 here. */
  httpApiRate: { value: 10_000, unit: 'requests a second, an account and region', source: gatewayQuotas },
  httpApiBurst: { value: 5000, unit: 'requests at once', source: gatewayQuotas },
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
  /**
   * An on-demand table takes this at once when it is new, and twice its last peak within 30 minutes later. An index
   * too.
   */
  dynamoNewTableWrites: {
    value: 4000,
    unit: 'write units a second',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html',
    second: 'https://www.scylladb.com/glossary/dynamodb-warm-throughput/',
  },
  /** Fixed. Reads: 3,000 units a second. */
  dynamoPartitionWrites: {
    value: 1000,
    unit: 'write units a second, a partition',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput-scenarios.html',
    second: 'https://dynobase.dev/dynamodb-warm-throughput/',
  },
} satisfies Record<string, Fact>;
