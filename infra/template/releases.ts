import { attribute, named, ofType, type Resources, ref, sub } from '../cloudformation.ts';
import { lambdaOf, TRIED } from '../functions.ts';
import type { Aliases } from './aliases.ts';
import { releaseAlarms } from './release-alarms.ts';

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
 * Lets CodeDeploy move the aliases, each by a deployment group of its own that watches the new version by itself: among
 * all requests a tenth that fail on the new version would be a few in a hundred.
 */
export function releaseGradually(resources: Resources, aliases: Aliases, settings: Gradual): void {
  const { type, hook, alarms, latencyMs } = settings;
  for (const [name, alias] of Object.entries(aliases)) {
    if (name === hook) continue;
    const fn = functionOf(resources, alias);
    const version = versionOf(resources, fn);
    const own = Object.fromEntries(
      Object.entries(releaseAlarms(name, fn, version, latencyMs)).map(([kind, alarm]) => [
        `${alias}${kind}Alarm`,
        alarm,
      ]),
    );
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
 * For a release that cannot wait, as a restore cannot (docs/recovery.md): CodeDeploy starts nothing while an alarm
 * fires, and for its minutes two versions would work on two tables. What CodeDeploy has stays for the next release.
 * Where instances are kept ready, CodeDeploy moves the aliases all the same, at once and watching nothing:
 * CloudFormation that moves an alias with provisioned concurrency itself is known to end in UPDATE_ROLLBACK_FAILED
 * (aws/serverless-application-model#1296,
 * #1298, #1353).
 */
export function moveAtOnce(resources: Resources, aliases: Aliases): void {
  const all = Object.values(aliases).map((id) => named(resources, id, 'AWS::Lambda::Alias'));
  const keepsWarm = all.some(({ Properties }) => Properties.ProvisionedConcurrencyConfig !== undefined);
  if (!keepsWarm) {
    for (const alias of all) delete alias.UpdatePolicy;
    return;
  }
  for (const [, { Properties }] of ofType(resources, 'AWS::CodeDeploy::DeploymentGroup')) {
    Properties.DeploymentConfigName = 'CodeDeployDefault.LambdaAllAtOnce';
    Properties.AlarmConfiguration = { Enabled: false, Alarms: [] };
  }
  for (const alias of all) delete alias.UpdatePolicy?.CodeDeployLambdaAliasUpdate?.BeforeAllowTrafficHook;
}
