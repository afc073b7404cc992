import { alarm, expression, hidden, metric, type Query, share } from '../alarms/alarm.ts';
import { attribute, type Resources, ref, sub } from '../cloudformation.ts';
import { type Metric, service } from '../metrics.ts';
import { GROUP } from './instances.ts';

export interface Limits {
  readonly latencyAlarmMs: number;
  readonly loginAlarmPercent: number;
}

const ofBalancer = (name: string): Metric => [
  'AWS/ApplicationELB',
  name,
  { LoadBalancer: attribute('FleetBalancer', 'LoadBalancerFullName') },
];
const ofTargets = (name: string): Metric => {
  const [namespace, metricName, dimensions] = ofBalancer(name);
  return [namespace, metricName, { ...dimensions, TargetGroup: attribute('FleetTargets', 'TargetGroupFullName') }];
};
const ofGroup = (name: string): Metric => ['AWS/AutoScaling', name, { AutoScalingGroupName: ref(GROUP) }];
/** What the processes of one release have counted (src/server/counts.ts). */
const ofRelease = (name: string, version: string): Metric => {
  const [namespace, metricName, dimensions] = service(name);
  return [namespace, metricName, { ...dimensions, function: sub(`\${AWS::StackName}-fleet`), version }];
};

/** What the load balancer answers for want of an instance is in no count of the instances. */
const failures = (): readonly Query[] => [
  expression(
    'share',
    'Requests that end in a 5xx, in %',
    share('(FILL(failed, 0) + FILL(unanswered, 0))', 'FILL(requests, 0) + FILL(unanswered, 0)', 2),
  ),
  metric('failed', ofBalancer('HTTPCode_Target_5XX_Count')),
  metric('unanswered', ofBalancer('HTTPCode_ELB_5XX_Count')),
  metric('requests', ofBalancer('RequestCount')),
];

/** Most viewers of the fleet cannot start, or cannot go on. */
export const fleetOutage = ({ loginAlarmPercent }: Pick<Limits, 'loginAlarmPercent'>) => ({
  FleetFailingAlarm: alarm('fleet-failing', 'More than half of the requests to the fleet end in a 5xx.', failures(), {
    above: 50,
    of: [3, 5],
  }),
  FleetLoginsAlarm: alarm(
    'fleet-logins',
    'Most requests to the fleet are refused for their token.',
    [
      expression('share', 'Requests that get a 401 or a 403, in %', share('FILL(refused, 0)', 'FILL(requests, 0)', 3)),
      metric('refused', service('ServerRefused')),
      metric('requests', service('ServerRequests')),
    ],
    { above: loginAlarmPercent, of: [3, 5] },
  ),
});

/** Some viewers of the fleet cannot start or go on, or wait for it. */
export const fleetViewers = ({ latencyAlarmMs }: Pick<Limits, 'latencyAlarmMs'>) => ({
  FleetErrorsAlarm: alarm('fleet-errors', 'More than 1 % of the requests to the fleet end in a 5xx.', failures(), {
    above: 1,
    of: [3, 5],
  }),
  FleetLatencyAlarm: alarm(
    'fleet-latency',
    'One request to the fleet in a hundred takes longer than latencyAlarmMs.',
    [
      expression('ms', 'p99 of the answers, in ms', '1000 * FILL(seconds, 0)'),
      metric('seconds', ofBalancer('TargetResponseTime'), 'p99'),
    ],
    { above: latencyAlarmMs, of: [3, 5] },
  ),
  FleetEmptyAlarm: alarm(
    'fleet-empty',
    'No instance of the fleet is healthy: Route 53 sends players to API Gateway and Lambda.',
    [
      expression('none', 'Whether there is none', 'IF(FILL(healthy, 0) < 1, 1, 0) + 0 * FILL(unhealthy, 0)'),
      metric('healthy', ofTargets('HealthyHostCount'), 'Maximum'),
      metric('unhealthy', ofTargets('UnHealthyHostCount'), 'Maximum'),
    ],
    { above: 0, of: [2, 3] },
  ),
});

/** Something of the fleet is short or wrong; viewers do not suffer from it yet. */
export const fleetCapacity = () => ({
  FleetUnhealthyAlarm: alarm(
    'fleet-unhealthy',
    'For ten minutes of fifteen, some instance of the fleet was not healthy.',
    [
      expression('instances', 'Instances that are not well', 'FILL(unhealthy, 0)'),
      metric('unhealthy', ofTargets('UnHealthyHostCount'), 'Maximum'),
    ],
    { above: 0, of: [10, 15] },
  ),
  // On a difference, as the maximum moves: an alarm on a number would fire once, and never again.
  FleetFullAlarm: alarm(
    'fleet-full',
    'The fleet has reached its maximum number of instances.',
    [
      expression('full', 'Whether it has', 'IF(FILL(most, 1) - FILL(serving, 0) <= 0, 1, 0)'),
      metric('most', ofGroup('GroupMaxSize'), 'Maximum'),
      metric('serving', ofGroup('GroupInServiceInstances'), 'Maximum'),
    ],
    { above: 0, of: [2, 3], acts: true },
  ),
});

/**
 * Takes a release of the fleet back: what its own instances fail. Nobody is called for it.
 * @param version of the release
 */
export const fleetRelease = (version: string): Resources => {
  const made = alarm(
    'release-fleet',
    'The instances of the new release fail more than 2 % of their requests, or refuse most tokens.',
    [
      expression(
        'fails',
        'Requests that the new instances fail, in %',
        'MAX([IF(bad >= 3, 100 * bad / all, 0), IF(FILL(refused, 0) >= 5 && FILL(refused, 0) > all / 2, 100, 0)])',
      ),
      hidden('bad', 'bad', 'FILL(faults, 0)'),
      hidden('all', 'all', 'MAX([FILL(requests, 0), 1])'),
      metric('faults', ofRelease('ServerFaults', version)),
      metric('refused', ofRelease('ServerRefused', version)),
      metric('requests', ofRelease('ServerRequests', version)),
    ],
    { above: 2, of: [2, 3], acts: true },
  );
  return { FleetReleaseAlarm: made };
};

/** What CloudFormation watches in a release of a stage with a fleet; it takes five. */
export const FLEET_BAKE_ALARMS = ['release-fleet', 'fleet-errors', 'fleet-logins', 'server-errors', 'health'];
