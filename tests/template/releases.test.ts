import { beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import type { Resources as Finished } from '../../infra/cloudformation.ts';
import { rollbackConfiguration } from '../../infra/template/bake.ts';
import { moveAtOnce } from '../../infra/template/releases.ts';
import { readStage } from '../../scripts/support/stage.ts';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';

let prod: Resources = {};
const HOOK = 'ReleaseCheckLambdaFunction';

beforeAll(async () => {
  prod = await packageStage('prod', { provisionedConcurrency: { requestStream: 40 } });
}, 120_000);

/** The aliases that routes lead to, with the function of each and its version. */
const released = () => {
  const led = new Set(
    ofType(prod, 'AWS::ApiGatewayV2::Integration').map(({ Properties }) => Properties.IntegrationUri.Ref),
  );
  return ofType(prod, 'AWS::Lambda::Alias')
    .filter(({ id }) => led.has(id))
    .map((alias) => ({
      ...alias,
      fn: String(alias.Properties.FunctionName.Ref),
      version: alias.Properties.FunctionVersion['Fn::GetAtt'][0],
      group: String(alias.UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref),
    }));
};
const alarmsOf = (group: string): string[] =>
  prod[group]?.Properties.AlarmConfiguration.Alarms.map(({ Name }: { Name: { Ref: string } }) => Name.Ref);

test('each function with a route is released gradually, by a group that watches its own new version', () => {
  expect(released().length).toBeGreaterThan(8);
  for (const { id, fn, version, group, DependsOn } of released()) {
    const own = alarmsOf(group).filter((alarm) => alarm.startsWith(id));
    expect({ id, own: own.length > 0 }).toEqual({ id, own: true });
    const text = JSON.stringify(own.map((alarm) => prod[alarm]?.Properties));
    expect(text).toContain(`{"Name":"ExecutedVersion","Value":{"Fn::GetAtt":["${version}","Version"]}}`);
    expect(text).toContain(`{"Name":"function","Value":{"Ref":"${fn}"}}`);
    for (const metric of ['Errors', 'RequestFailed', 'RequestUnavailable', 'AccessRefused']) {
      expect(text).toContain(`"MetricName":"${metric}"`);
    }
    // CodeDeploy takes ten alarms.
    expect(alarmsOf(group).length).toBeLessThanOrEqual(10);
    // The alarms know the new version before it gets its first request.
    expect(DependsOn).toEqual([group, HOOK]);
  }
});

test('false denials roll a release back too', () => {
  const [start] = released().filter(({ fn }) => fn === 'RequestStreamLambdaFunction');
  const text = JSON.stringify(alarmsOf(start?.group ?? '').map((alarm) => prod[alarm]?.Properties));
  expect(text).toContain('"MetricName":"StreamDenied"');
});

test('an alarm fires before the new version gets all traffic', () => {
  const minutes = (config: string) => Number(/Canary\d+Percent(\d+)Minutes/.exec(config)?.[1]);
  for (const { group } of released()) {
    const shift = minutes(prod[group]?.Properties.DeploymentConfigName);
    for (const alarm of alarmsOf(group)) {
      const { Period, Metrics = [], DatapointsToAlarm, EvaluationPeriods } = prod[alarm]?.Properties ?? {};
      const periods = [Period, ...Metrics.map((each: { MetricStat?: { Period: number } }) => each.MetricStat?.Period)];
      const seconds = (DatapointsToAlarm ?? EvaluationPeriods) * Math.max(...periods.filter((each) => each > 0));
      // With the minutes that metrics take to arrive.
      expect({ alarm, inTime: seconds / 60 + 3 < shift }).toEqual({ alarm, inTime: true });
    }
  }
});

test('before any traffic the hook plays a viewer against the new versions', () => {
  for (const { UpdatePolicy } of released()) {
    expect(UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook).toEqual({ Ref: HOOK });
  }
  const { FunctionName, Environment } = prod[HOOK]?.Properties ?? {};
  // AWS's policy for CodeDeploy lets it call functions of this name, and no others.
  expect(FunctionName).toMatch(/^CodeDeployHook_/);
  const versions: Record<string, string> = JSON.parse(Environment.Variables.RELEASE_VERSIONS['Fn::Sub']);
  expect(Object.keys(versions)).toEqual(['createUser', 'requestStream', 'renewStream', 'stopStream', 'removeUser']);
  for (const version of Object.values(versions)) {
    expect(prod[version.replace(/^\$\{(.*)\}$/, '$1')]?.Type).toBe('AWS::Lambda::Version');
  }
});

test('provisioned instances are on the alias that a release moves', () => {
  const [start] = released().filter(({ fn }) => fn === 'RequestStreamLambdaFunction');
  expect(start?.Properties.ProvisionedConcurrencyConfig).toEqual({ ProvisionedConcurrentExecutions: 40 });
});

test('the alarms that it watches exist, and are no more than CloudFormation accepts', () => {
  const { bakeAlarms } = z.parse(
    z.looseObject({ bakeAlarms: z.array(z.string()) }),
    readStage('prod', {}).params.gradualReleases,
  );
  const names = ofType(prod, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName['Fn::Sub']);
  expect(bakeAlarms.length).toBeGreaterThan(0);
  expect(bakeAlarms.length).toBeLessThanOrEqual(5);
  expect(names).toEqual(expect.arrayContaining(bakeAlarms.map((name) => `\${AWS::StackName}-${name}`)));
});

test('an urgent release with provisioned instances is moved by CodeDeploy at once, and watched by no alarm', () => {
  const resources: Finished = structuredClone({ ...prod });
  moveAtOnce(resources, Object.fromEntries(released().map(({ id }) => [id, id])));
  for (const { id, group } of released()) {
    expect(resources[id]?.UpdatePolicy).toEqual({
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: 'ReleaseApplication' },
        DeploymentGroupName: { Ref: group },
      },
    });
    expect(resources[group]?.Properties).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      AlarmConfiguration: { Enabled: false },
    });
  }
});

test('an urgent release moves all aliases at once, and leaves CodeDeploy’s resources alone', () => {
  const resources: Finished = structuredClone({ ...prod });
  const aliases = released().map(({ id }) => id);
  for (const id of aliases) delete Object(resources[id]?.Properties).ProvisionedConcurrencyConfig;
  moveAtOnce(resources, Object.fromEntries(aliases.map((id) => [id, id])));
  expect(aliases.filter((id) => resources[id]?.UpdatePolicy !== undefined)).toEqual([]);
  expect(Object.keys(resources)).toEqual(Object.keys(prod));
});

test('CloudFormation still watches after the shift, and rolls the whole stack back', () => {
  expect(
    rollbackConfiguration([{ AlarmArn: 'arn:aws:cloudwatch:us-east-1:1:alarm:streamgate-prod-logins' }], 15),
  ).toEqual({
    MonitoringTimeInMinutes: 15,
    RollbackTriggers: [
      { Arn: 'arn:aws:cloudwatch:us-east-1:1:alarm:streamgate-prod-logins', Type: 'AWS::CloudWatch::Alarm' },
    ],
  });
});
