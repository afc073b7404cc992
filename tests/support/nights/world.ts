import { attribute, ref } from '../../../infra/cloudformation.ts';
import { lambdaOf, PLAYER_FUNCTIONS, PLAYER_ROUTES } from '../../../infra/functions.ts';
import { answered, api, type Metric, route, service, table } from '../../../infra/metrics.ts';
import { keyOf } from './alarm-states.ts';

/** What players ask of one route in a minute, and how many of the answers have these statuses; the others are right. */
export interface Asked {
  requests: number;
  answers: Record<number, number>;
}

/** A minute of the service. A night changes what it is about. */
export interface World {
  starts: Asked;
  renewals: Asked;
  stops: Asked;
  backOffice: { requests: number; errors: number };
  /** Good answers to the health check. */
  health: number;
  /** 1 where Route 53 sees the service, else 0. */
  seen: number;
  /** ms: p99 of a start. */
  latency: number;
  /** Refused by the whole table, by one partition, and by the index of plans. */
  throttled: { table: number; partition: number; index: number };
  lambdaThrottles: number;
  /** Of the account, by all that runs in it. */
  concurrency: number;
  clockSkewed: number;
  stampAhead: number;
  /** Reads of the keys of passes that failed. */
  passKeysUnread: number;
  overAdmitted: number;
  daysToExpiry: number;
  /** What goes through a fleet, beside what the API gets. */
  fleet: FleetMinute;
  /** Requests at CloudFront that never reach the API. */
  lostAtEdge: number;
  /**
   * The new version's part of the calls while a release is under way, and what it answers wrongly, in shares of its
   * calls.
   */
  release?: { share: number; denies?: number; ends?: number; crashes?: number; slow?: number };
}

/** A minute of a fleet. */
export interface FleetMinute {
  requests: number;
  /** Answers of instances with a 5xx, and of the load balancer itself. */
  failed: number;
  unanswered: number;
  refused: number;
  /** Seconds: p99. */
  latency: number;
  healthy: number;
  unhealthy: number;
  /** Instances that it may have, and has. */
  most: number;
  serving: number;
  /** What the new instances of a release have answered, and how. */
  release?: { requests: number; faults: number; refused: number };
}

/** What a renewal comes to: each viewer renews every two and a half minutes, and watches for half an hour or so. */
export const ordinary = (viewers: number): World => ({
  starts: { requests: Math.round(viewers * 0.03), answers: { 409: Math.round(viewers * 0.0015) } },
  renewals: { requests: Math.round(viewers * 0.4), answers: { 410: Math.round(viewers * 0.0004) } },
  stops: { requests: Math.round(viewers * 0.025), answers: {} },
  backOffice: { requests: Math.max(1, Math.round(viewers * 0.001)), errors: 0 },
  health: 6,
  seen: 1,
  latency: 40,
  throttled: { table: 0, partition: 0, index: 0 },
  lambdaThrottles: 0,
  concurrency: Math.ceil(viewers * 0.0001),
  clockSkewed: 0,
  stampAhead: 0,
  passKeysUnread: 0,
  overAdmitted: 0,
  daysToExpiry: 60,
  lostAtEdge: 0,
  fleet: {
    requests: Math.round(viewers * 0.4),
    failed: 0,
    unanswered: 0,
    refused: 0,
    latency: 0.01,
    healthy: 3,
    unhealthy: 0,
    most: 6,
    serving: 3,
  },
});

/** Answers a share of the requests so, and no other way. */
export function answer(asked: Asked, status: number, share: number): void {
  asked.answers = { [status]: asked.requests * share };
}

export const playersOf = ({ starts, renewals, stops }: World): readonly Asked[] => [starts, renewals, stops];

/** The same on all routes of players. */
export function answerAll(world: World, status: number, share: number): void {
  for (const asked of playersOf(world)) answer(asked, status, share);
}

/** No player asks for anything. */
export function stopAsking(world: World): void {
  for (const asked of playersOf(world)) Object.assign(asked, { requests: 0, answers: {} });
}

/** Nobody outside gets a good answer. */
export function unreachable(world: World): void {
  world.health = 0;
  world.seen = 0;
}

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
const failuresOf = ({ answers }: Asked) =>
  sumOf(Object.entries(answers).map(([status, count]) => (Number(status) >= 500 ? count : 0)));

/** The metrics that AWS and the service publish of that minute. What did not happen has no data, as there. */
export function metricsOf(world: World): Map<string, number> {
  const found = new Map<string, number>();
  const put = ([namespace, name, dimensions]: Metric, value: number) =>
    value > 0 && found.set(keyOf(namespace, name, dimensions), value);
  const asked = playersOf(world);
  for (const [i, key] of PLAYER_ROUTES.entries()) {
    const each = asked[i];
    if (each === undefined) continue;
    put(route('Count', key), each.requests);
    put(route('5xx', key), failuresOf(each));
    for (const [status, count] of Object.entries(each.answers)) put(answered(Number(status), key), count);
  }
  put(route('Latency', 'POST /requeststream'), world.starts.requests > 0 ? world.latency : 0);
  put(route('Count', 'GET /health'), world.health);
  put(api('Count'), sumOf(asked.map(({ requests }) => requests)) + world.backOffice.requests + world.health);
  put(api('5xx'), sumOf(asked.map(failuresOf)) + world.backOffice.errors);
  const refused = sumOf(Object.values(world.starts.answers));
  put(service('StreamAdmitted'), Math.max(0, world.starts.requests - refused));
  put(service('StreamDenied'), world.starts.answers[409] ?? 0);
  put(service('HealthLatency'), world.health);
  put(service('ClockSkewed'), world.clockSkewed);
  put(service('StampAhead'), world.stampAhead);
  put(service('PassKeysUnreadable'), world.passKeysUnread);
  put(service('OverAdmitted'), world.overAdmitted);
  const [firstPlayer = ''] = PLAYER_FUNCTIONS;
  put(['AWS/Lambda', 'Throttles', { FunctionName: ref(lambdaOf(firstPlayer)) }], world.lambdaThrottles);
  put(['AWS/Lambda', 'ClaimedAccountConcurrency', {}], world.concurrency);
  putTable(put, world, asked);
  put(['AWS/CertificateManager', 'DaysToExpiry', { CertificateArn: 'certificate' }], world.daysToExpiry);
  const reached = sumOf(asked.map(({ requests }) => requests));
  const edge = { DistributionId: ref('Edge'), Region: 'Global' };
  put(['AWS/CloudFront', 'Requests', edge], reached + world.backOffice.requests + world.lostAtEdge);
  found.set(keyOf('AWS/Route53', 'HealthCheckStatus', { HealthCheckId: ref('HealthCheckId') }), world.seen);
  putRelease(put, world);
  putFleet(put, world.fleet);
  return found;
}

type Put = (metric: Metric, value: number) => unknown;

function putTable(put: Put, { throttled }: World, asked: readonly Asked[]): void {
  put(table('SuccessfulRequestLatency', { Operation: 'UpdateItem' }), sumOf(asked.map(({ requests }) => requests)));
  put(table('WriteThrottleEvents'), throttled.table + throttled.partition);
  put(table('WriteKeyRangeThroughputThrottleEvents'), throttled.partition);
  put(table('WriteThrottleEvents', { GlobalSecondaryIndexName: 'listing' }), throttled.index);
}

/** How releases of a fleet name theirs. */
export const FLEET_VERSION = '0123456789ab';

function putFleet(put: Put, fleet: FleetMinute): void {
  const balancer = { LoadBalancer: attribute('FleetBalancer', 'LoadBalancerFullName') };
  const targets = { ...balancer, TargetGroup: attribute('FleetTargets', 'TargetGroupFullName') };
  put(['AWS/ApplicationELB', 'RequestCount', balancer], fleet.requests);
  put(['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', balancer], fleet.failed);
  put(['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', balancer], fleet.unanswered);
  put(['AWS/ApplicationELB', 'TargetResponseTime', balancer], fleet.latency);
  put(['AWS/ApplicationELB', 'HealthyHostCount', targets], fleet.healthy);
  put(['AWS/ApplicationELB', 'UnHealthyHostCount', targets], fleet.unhealthy);
  const group = { AutoScalingGroupName: ref('FleetGroup') };
  put(['AWS/AutoScaling', 'GroupMaxSize', group], fleet.most);
  put(['AWS/AutoScaling', 'GroupInServiceInstances', group], fleet.serving);
  put(service('ServerRequests'), fleet.requests);
  put(service('ServerRefused'), fleet.refused);
  const { requests = 0, faults = 0, refused = 0 } = fleet.release ?? {};
  for (const [name, value] of Object.entries({
    ServerRequests: requests,
    ServerFaults: faults,
    ServerRefused: refused,
  })) {
    const [namespace, counted, dimensions] = service(name);
    const running = { function: { 'Fn::Sub': `\${AWS::StackName}-fleet` }, version: FLEET_VERSION };
    put([namespace, counted, { ...dimensions, ...running }], value);
  }
}

/** How releases of the functions name their version here. */
export const VERSION = 'NewVersion';

function putRelease(put: Put, { release, starts, renewals }: World): void {
  if (release === undefined) return;
  const { share, denies = 0, ends = 0, crashes = 0, slow = 0 } = release;
  for (const [name, asked, status, metric, wrong] of [
    ['requestStream', starts, 409, 'StreamDenied', denies],
    ['renewStream', renewals, 410, 'StreamEndedUnknown', ends],
  ] as const) {
    const fn = lambdaOf(name);
    const alias = { FunctionName: ref(fn), Resource: { 'Fn::Sub': `\${${fn}}:live` } };
    const version = { 'Fn::GetAtt': [VERSION, 'Version'] } as const;
    const calls = asked.requests * share;
    put(['AWS/Lambda', 'Invocations', alias], asked.requests);
    put(['AWS/Lambda', 'Invocations', { ...alias, ExecutedVersion: version }], calls);
    put(['AWS/Lambda', 'Errors', { ...alias, ExecutedVersion: version }], calls * crashes);
    put(['AWS/Lambda', 'Duration', { ...alias, ExecutedVersion: version }], slow || 10);
    const own = calls * wrong;
    const [namespace, counted, dimensions] = service(metric);
    put(
      [namespace, counted, { ...dimensions, function: ref(fn), version }],
      own + ((asked.answers[status] ?? 0) - own) * share,
    );
  }
}

/** A tenth of the calls are a new version's, which answers this share of them wrongly. */
export function release(world: World, wrongly: Omit<NonNullable<World['release']>, 'share'>): void {
  const share = 0.1;
  world.release = { share, ...wrongly };
  const add = (asked: Asked, status: number, part = 0) => {
    asked.answers[status] = (asked.answers[status] ?? 0) + asked.requests * share * part;
  };
  add(world.starts, 409, wrongly.denies);
  add(world.renewals, 410, wrongly.ends);
}
