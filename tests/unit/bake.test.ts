import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { type Bake, watchRelease } from '../../infra/template/bake.ts';

interface Provider {
  rollbackConfiguration?: object;
}

const mock = mockClient(CloudWatchClient);
const alarm = (name: string) => ({ AlarmArn: `arn:aws:cloudwatch:us-east-1:1:alarm:streamgate-prod-${name}` });
const GRADUAL = { bakeAlarms: ['logins', 'health'], bakeMinutes: 15 };

/** What CloudFormation is told to watch, by a deploy of a stage with these settings. */
async function watched(gradualReleases: Bake | false, release?: string): Promise<object | undefined> {
  const provider: Provider = {};
  if (release === undefined) delete process.env.RELEASE;
  else process.env.RELEASE = release;
  await watchRelease(gradualReleases, provider, {
    naming: { getStackName: () => 'streamgate-prod' },
    getAwsSdkV3Config: async () => ({ region: 'us-east-1' }),
  });
  delete process.env.RELEASE;
  return provider.rollbackConfiguration;
}

beforeEach(() => {
  mock.reset();
  mock.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [alarm('logins'), alarm('health')] });
});

test('a release of prod is watched after its last change, by the existing alarms', async () => {
  expect(await watched(GRADUAL)).toEqual({
    MonitoringTimeInMinutes: 15,
    RollbackTriggers: ['logins', 'health'].map((name) => ({
      Arn: alarm(name).AlarmArn,
      Type: 'AWS::CloudWatch::Alarm',
    })),
  });
  expect(mock.commandCalls(DescribeAlarmsCommand)[0]?.args[0].input).toEqual({
    AlarmNames: ['streamgate-prod-logins', 'streamgate-prod-health'],
  });
});

test('a first deploy has no alarms yet, and CloudFormation would refuse to watch what is not there', async () => {
  mock.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] });
  expect(await watched(GRADUAL)).toBeUndefined();
});

test('an urgent release is watched by no alarm, not even by those of the last deploy', async () => {
  expect(await watched(GRADUAL, 'at-once')).toEqual({ RollbackTriggers: [], MonitoringTimeInMinutes: 0 });
});

test('a stage without gradual releases makes no call', async () => {
  expect(await watched(false)).toBeUndefined();
  expect(mock.calls()).toHaveLength(0);
});
