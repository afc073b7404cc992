import type { Fact } from './facts.ts';

const balancerPricing = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
const autoScaling = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html';

/** What is neither a price nor a quota: measured here, or judged. */
export const ASSUMPTIONS = {
  /** Players renew after 80 to 100 percent of the asked interval, evenly spread (src/http/views.ts). */
  meanRenewal: { value: 0.9, unit: 'of the renewal interval', source: 'the jitter of renewAfter' },
  writeUnits: {
    value: 1,
    unit: 'write unit a start, a stop and a renewal',
    source: 'npm run bench:check',
  },
  /** A renewal that finds the user full after all, or with a slot to spare again, is refused once and made anew. */
  paceChanges: {
    value: 0.4,
    unit: 'more writes a stream-hour, at two paces',
    source: 'npm run capacity -- --simulate: what was refused',
  },
  enrolWrites: {
    value: 2,
    unit: 'write units of the table, and one of the index, an enrolment',
    source: 'npm run bench:check',
  },
  planChangeWrites: {
    value: 2,
    unit: 'write units of the index a change of plan: one key goes, one comes',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html',
  },
  /** One access log line, with the 26 bytes that CloudWatch adds to each. */
  accessLog: { value: 180, unit: 'bytes of access log a request', source: 'the length of such lines (serverless.yml)' },
  /** One line with the decision and its metric. A renewal writes none. */
  decisionLog: { value: 500, unit: 'bytes of log a start or stop', source: 'the length of such lines' },
  answer: { value: 1000, unit: 'bytes an answer, headers and TLS included', source: 'the length of a lease' },
  item: { value: 1, unit: 'KB a user', source: 'docs/decisions/0001-one-item-one-write.md' },
  usersPerViewer: { value: 4, unit: 'accounts for each who watches at the peak', source: 'a guess, for storage only' },
  alarms: { value: 25, unit: 'alarms of a stage', source: 'infra/alarms' },
  metrics: { value: 30, unit: 'metrics of our own', source: 'src/log/decisions.ts, by function and version' },
  tableMs: { value: 4, unit: 'ms that a write to DynamoDB takes', source: 'docs/performance.md' },
  cpuMs: {
    value: 1.2,
    unit: 'ms of a whole vCPU a request',
    source: 'npm run bench -- cpu: 0.6 for a start, doubled for a slower core and for the runtime around the handler',
  },
  wholeCpu: {
    value: 1769,
    unit: 'MB that come with one vCPU',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html',
  },
  leastMemory: { value: 256, unit: 'MB', source: 'Node and a function take some 100 MB; twice that for bursts' },
  requestsPerVcpu: {
    value: 1000,
    unit: 'requests a second a vCPU',
    source: 'npm run bench -- server: 0.80 ms of CPU with HTTP and the token, so 1,255; a fifth less for a slower core',
  },
  headroom: { value: 0.5, unit: 'of what the load needs, on top', source: 'for a lost zone and uneven load' },
  zones: {
    value: 3,
    unit: 'availability zones, with the same number of instances in each',
    source: 'so that one may fail',
  },
  vcpus: { value: 2, unit: 'vCPU an instance', source: 'm7g.large' },
  disk: { value: 8, unit: 'GB of disk an instance', source: 'the least that Amazon Linux takes' },
  /** Renewals are further apart than connections are kept, so each is a connection of its own. */
  balancerConnections: { value: 25, unit: 'new connections a second a capacity unit', source: balancerPricing },
  balancerActive: { value: 3000, unit: 'open connections a capacity unit', source: balancerPricing },
  balancerBytes: { value: 1, unit: 'GB an hour a capacity unit', source: balancerPricing },
  idleSeconds: { value: 60, unit: 's that the load balancer keeps a silent connection', source: 'its default' },
  exchange: { value: 2000, unit: 'bytes of a request and its answer', source: 'twice the length of an answer' },
  fleetAccessPercent: {
    value: 1,
    unit: '% of requests have a line in the access log',
    source: 'ACCESS_LOG_EVERY=100 (docs/server.md)',
  },
  endpoints: {
    value: 6,
    unit: 'interface endpoints: logs, secrets, signals, and three of Systems Manager',
    source: 'instances have no other way out; those of DynamoDB and S3 are free',
  },
  failOverSeconds: {
    value: 90,
    unit: 's until resolvers answer with API Gateway',
    source: 'three failed checks 10 s apart, and 60 s that an alias is kept',
  },
  fleetAlarms: {
    value: 6,
    unit: 'alarms of a fleet',
    source: 'its health, size, errors, latency, and two of releases',
  },
  writeTarget: { value: 90, unit: '% of the provisioned writes, as the target', source: 'AWS allows 20 to 90' },
  floorBefore: { value: 15, unit: 'minutes before a kick-off that the floor stands', source: 'a change takes minutes' },
  floorAfter: { value: 30, unit: 'minutes after a kick-off', source: 'by then auto scaling has seen the load' },
  burstSeconds: {
    value: 300,
    unit: 's of unused capacity that a table saves up',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html',
  },
  scaleOutMinutes: { value: 2, unit: 'minutes in a row above the target, before capacity grows', source: autoScaling },
  scaleInMinutes: { value: 15, unit: 'minutes in a row below it, before capacity shrinks', source: autoScaling },
  freeDecreases: {
    value: 4,
    unit: 'decreases a day; one an hour after these',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
  },
} satisfies Record<string, Fact>;
