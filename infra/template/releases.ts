import { expression, hidden, metric, type Query, withPeriod } from '../alarms/alarm.ts';
import { attribute, named, ofType, type Resources, ref, sub } from '../cloudformation.ts';
import { lambdaOf, PLAYER_FUNCTIONS, TRIED } from '../functions.ts';
import { dimensionsOf, type Metric, service } from '../metrics.ts';
import type { Aliases } from './aliases.ts';

export interface Gradual {
  /** How CodeDeploy shifts, such as `Canary10Percent10Minutes`. */
  readonly type: string;
  /** The function that tries the new versions before anybody meets them. */
  readonly hook: string;
  /** The logical ids of further alarms that take a release back. */
  readonly alarms: readonly string[];
  /** How long one call in a hundred may take. */
  readonly latencyMs: number;
}

/**
 * Lets CodeDeploy move the aliases, each by a deployment group of its own that watches the new version by itself: among all
 * requests a tenth that fail on the new version would be a few in a hundred.
 */
export function releaseGradually(resources: Resources, aliases: Aliases, settings: Gradual): void {
  const { type, hook, alarms, latencyMs } = settings;
  for (const [name, alias] of Object.entries(aliases)) {
    if (name === hook) continue;
    const fn = functionOf(resources, alias);
    const version = versionOf(resources, fn);
    const own: Resources = { [`${alias}FailsAlarm`]: failsAlarm(name, fn, version) };
    if (PLAYERS.includes(name)) own[`${alias}SlowAlarm`] = slowAlarm(name, fn, version, latencyMs);
    Object.assign(resources, own);
    const group = `${alias}Release`;
    resources[group] = deploymentGroup(type, [...Object.keys(own), ...alarms]);
    Object.assign(named(resources, alias, 'AWS::Lambda::Alias'), {
      // The alarms and the hook know the new version before it gets its first request.
      DependsOn: [group, lambdaOf(hook)],
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: ref('ReleaseApplication'),
          DeploymentGroupName: ref(group),
          BeforeAllowTrafficHook: ref(lambdaOf(hook)),
        },
      },
    });
  }
  tryVersions(resources, aliases, hook);
}

/** What the hook is to call, by the functions' names: the versions, not what the aliases still point to. */
function tryVersions(resources: Resources, aliases: Aliases, hook: string): void {
  const { Variables } = named(resources, lambdaOf(hook), 'AWS::Lambda::Function').Properties.Environment;
  const tried = TRIED.map((name) => [
    name,
    `\${${versionOf(resources, functionOf(resources, aliases[name] ?? name))}}`,
  ]);
  Variables.RELEASE_VERSIONS = sub(JSON.stringify(Object.fromEntries(tried)));
}

const deploymentGroup = (type: string, alarms: readonly string[]) => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: {
    ApplicationName: ref('ReleaseApplication'),
    ServiceRoleArn: attribute('ReleaseRole', 'Arn'),
    DeploymentConfigName: `CodeDeployDefault.Lambda${type}`,
    DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    AlarmConfiguration: { Enabled: true, Alarms: alarms.map((alarm) => ({ Name: ref(alarm) })) },
    AutoRollbackConfiguration: {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    },
  },
});

/** Of the new version alone: what Lambda saw of it through the alias, and what it counted itself (src/log/decisions.ts). */
const seen = (name: string, fn: string, version: string): Metric => [
  'AWS/Lambda',
  name,
  {
    FunctionName: ref(fn),
    Resource: sub(`\${${fn}}:live`),
    ExecutedVersion: attribute(version, 'Version'),
  },
];
function counted(name: string, fn: string, version: string): Metric {
  const [namespace, metricName, dimensions] = service(name);
  return [namespace, metricName, { ...dimensions, function: ref(fn), version: attribute(version, 'Version') }];
}
const throughAlias = (name: string, fn: string): Metric => [
  'AWS/Lambda',
  name,
  { FunctionName: ref(fn), Resource: sub(`\${${fn}}:live`) },
];

/**
 * The share of its calls that the new version fails, in %. Calls that are refused for their token count where they are most of
 * all; denied starts, where they are a fifth of all more than in the service as a whole, which a limit that was set wrongly causes.
 */
function failsAlarm(name: string, fn: string, version: string) {
  const denies = name === 'requestStream';
  const terms = [
    'IF(bad >= 3, 100 * bad / calls, 0)',
    'IF(FILL(refused, 0) >= 10 && FILL(refused, 0) > calls / 2, 100, 0)',
    ...(denies
      ? ['IF(FILL(denied, 0) >= 20 && FILL(denied, 0) / calls > 0.2 + FILL(all_denied, 0) / all, 100, 0)']
      : []),
  ];
  const metrics: Query[] = [
    expression('fails', 'Calls that the new version fails, in %', `MAX([${terms.join(', ')}])`),
    hidden('bad', 'bad', 'FILL(crashed, 0) + FILL(failed, 0) + FILL(given_up, 0)'),
    hidden('all', 'all', 'FILL(invocations, 1)'),
    // Once all calls are the new version's, Lambda may no longer tell them apart.
    hidden('calls', 'calls', 'IF(FILL(executed, 0) > 0, FILL(executed, 0), all)'),
    metric('executed', seen('Invocations', fn, version)),
    metric('invocations', throughAlias('Invocations', fn)),
    metric('crashed', seen('Errors', fn, version)),
    metric('failed', counted('RequestFailed', fn, version)),
    metric('given_up', counted('RequestUnavailable', fn, version)),
    metric('refused', counted('AccessRefused', fn, version)),
    ...(denies
      ? [metric('denied', counted('StreamDenied', fn, version)), metric('all_denied', service('StreamDenied'))]
      : []),
  ];
  return alarm(`release-${name}`, 'The new version fails more than two calls in a hundred.', {
    Metrics: withPeriod(metrics, 60),
    Threshold: 2,
  });
}

function slowAlarm(name: string, fn: string, version: string, latencyMs: number) {
  const [Namespace, MetricName, dimensions] = seen('Duration', fn, version);
  return alarm(`release-${name}-slow`, 'One call in a hundred of the new version takes too long.', {
    Namespace,
    MetricName,
    Dimensions: dimensionsOf(dimensions),
    ExtendedStatistic: 'p99',
    EvaluateLowSampleCountPercentile: 'ignore',
    Period: 60,
    Threshold: latencyMs,
  });
}

/** Nobody is called for these: they take the release back. */
const alarm = (name: string, description: string, properties: object) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: sub(`\${AWS::StackName}-${name}`),
    AlarmDescription: `${description} docs/releasing.md`,
    ComparisonOperator: 'GreaterThanThreshold',
    // Two minutes of three: a shift of ten minutes must not be over before an alarm can fire.
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    ...properties,
  },
});

const PLAYERS: readonly string[] = PLAYER_FUNCTIONS;

const functionOf = (resources: Resources, alias: string) =>
  named(resources, alias, 'AWS::Lambda::Alias').Properties.FunctionName.Ref;

/** @throws Error if the function has no version */
function versionOf(resources: Resources, fn: string): string {
  const [version] =
    ofType(resources, 'AWS::Lambda::Version').find(([, { Properties }]) => Properties.FunctionName.Ref === fn) ?? [];
  if (version === undefined) throw new Error(`The function ${fn} has no version.`);
  return version;
}

/**
 * For a release that cannot wait, as a restore cannot (docs/recovery.md): CodeDeploy starts nothing while an alarm fires, and
 * for its minutes two versions would work on two tables. What CodeDeploy has stays for the next release.
 */
export function moveAtOnce(resources: Resources, aliases: Aliases): void {
  for (const alias of Object.values(aliases)) delete named(resources, alias, 'AWS::Lambda::Alias').UpdatePolicy;
}
