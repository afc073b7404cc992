const { dimensions, expression, metric, PLAYER_FUNCTIONS, ref, service } = require('../metrics.cjs');

/**
 * Lets CodeDeploy move the aliases, each by a deployment group of its own that watches the new version by itself: among all
 * requests a tenth that fail on the new version would be a few in a hundred.
 * @param aliases their logical ids, by the functions' names
 * @param settings `type`: how CodeDeploy shifts; `hook`: the function that tries the new versions before anybody meets them; `alarms`:
 * the logical ids of further alarms that take a release back; `latencyMs`: how long one call in a hundred may take
 */
function releaseGradually(resources, aliases, { type, hook, alarms, latencyMs }) {
  const versions = versionsOf(resources);
  for (const [name, alias] of Object.entries(aliases)) {
    if (name === hook) continue;
    const fn = resources[alias].Properties.FunctionName.Ref;
    const version = versions[fn];
    const own = { [`${alias}FailsAlarm`]: failsAlarm(name, fn, version) };
    if (PLAYER_FUNCTIONS.includes(pascal(name))) own[`${alias}SlowAlarm`] = slowAlarm(name, fn, version, latencyMs);
    Object.assign(resources, own);
    const group = `${alias}Release`;
    resources[group] = deploymentGroup(type, [...Object.keys(own), ...alarms]);
    Object.assign(resources[alias], {
      // The alarms and the hook know the new version before it gets its first request.
      DependsOn: [group, `${pascal(hook)}LambdaFunction`],
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: ref('ReleaseApplication'),
          DeploymentGroupName: ref(group),
          BeforeAllowTrafficHook: ref(`${pascal(hook)}LambdaFunction`),
        },
      },
    });
  }
  tryVersions(resources, aliases, versions, hook);
}

/** What the hook is to call, by the functions' names: the versions, not what the aliases still point to. */
function tryVersions(resources, aliases, versions, hook) {
  const { Variables } = resources[`${pascal(hook)}LambdaFunction`].Properties.Environment;
  const tried = Object.keys(JSON.parse(Variables.RELEASE_VERSIONS)).map((name) => {
    const version = versions[resources[aliases[name]].Properties.FunctionName.Ref];
    return [name, `\${${version}}`];
  });
  Variables.RELEASE_VERSIONS = { 'Fn::Sub': JSON.stringify(Object.fromEntries(tried)) };
}

const deploymentGroup = (type, alarms) => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: {
    ApplicationName: ref('ReleaseApplication'),
    ServiceRoleArn: { 'Fn::GetAtt': ['ReleaseRole', 'Arn'] },
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
const seen = (name, fn, version) => [
  'AWS/Lambda',
  name,
  {
    FunctionName: ref(fn),
    Resource: { 'Fn::Sub': `\${${fn}}:live` },
    ExecutedVersion: { 'Fn::GetAtt': [version, 'Version'] },
  },
];
const counted = (name, fn, version) => {
  const [namespace, metricName, dimension] = service(name);
  const values = { ...dimension, function: ref(fn), version: { 'Fn::GetAtt': [version, 'Version'] } };
  return [namespace, metricName, values];
};
const throughAlias = (name, fn) => [
  'AWS/Lambda',
  name,
  { FunctionName: ref(fn), Resource: { 'Fn::Sub': `\${${fn}}:live` } },
];

/**
 * The share of its calls that the new version fails, in %. Calls that are refused for their token count where they are most of
 * all; denied starts, where they are a fifth of all more than in the service as a whole, which a limit that was set wrongly causes.
 */
function failsAlarm(name, fn, version) {
  const denies = name === 'requestStream';
  const terms = [
    'IF(bad >= 3, 100 * bad / calls, 0)',
    'IF(FILL(refused, 0) >= 10 && FILL(refused, 0) > calls / 2, 100, 0)',
    ...(denies
      ? ['IF(FILL(denied, 0) >= 20 && FILL(denied, 0) / calls > 0.2 + FILL(all_denied, 0) / all, 100, 0)']
      : []),
  ];
  const metrics = [
    expression('fails', 'Calls that the new version fails, in %', `MAX([${terms.join(', ')}])`),
    hidden('bad', 'FILL(crashed, 0) + FILL(failed, 0) + FILL(given_up, 0)'),
    hidden('all', 'FILL(invocations, 1)'),
    // Once all calls are the new version's, Lambda may no longer tell them apart.
    hidden('calls', 'IF(FILL(executed, 0) > 0, FILL(executed, 0), all)'),
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
    Metrics: metrics.map((each) =>
      each.MetricStat === undefined ? each : { ...each, MetricStat: { ...each.MetricStat, Period: 60 } },
    ),
    Threshold: 2,
  });
}

function slowAlarm(name, fn, version, latencyMs) {
  const [Namespace, MetricName, values] = seen('Duration', fn, version);
  return alarm(`release-${name}-slow`, 'One call in a hundred of the new version takes too long.', {
    Namespace,
    MetricName,
    Dimensions: dimensions(values),
    ExtendedStatistic: 'p99',
    EvaluateLowSampleCountPercentile: 'ignore',
    Period: 60,
    Threshold: latencyMs,
  });
}

/** Nobody is called for these: they take the release back. */
const alarm = (name, description, properties) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
    AlarmDescription: `${description} docs/releasing.md`,
    ComparisonOperator: 'GreaterThanThreshold',
    // Two minutes of three: a shift of ten minutes must not be over before an alarm can fire.
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    TreatMissingData: 'notBreaching',
    ...properties,
  },
});

const hidden = (id, text) => ({ ...expression(id, id, text), ReturnData: false });

const versionsOf = (resources) =>
  Object.fromEntries(
    Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Version')
      .map(([id, { Properties }]) => [Properties.FunctionName.Ref, id]),
  );

const pascal = (name) => name[0].toUpperCase() + name.slice(1);

/**
 * For a release that cannot wait, as a restore cannot (docs/recovery.md): CodeDeploy starts nothing while an alarm fires, and
 * for its minutes two versions would work on two tables. What CodeDeploy has stays for the next release.
 */
function moveAtOnce(resources, aliases) {
  for (const alias of Object.values(aliases)) delete resources[alias].UpdatePolicy;
}

module.exports = { moveAtOnce, releaseGradually };
