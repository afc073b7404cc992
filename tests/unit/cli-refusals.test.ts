import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Template } from '../../infra/template.ts';
import { asEnvironment } from '../../scripts/support/refused.ts';

const cloudFormation = mockClient(CloudFormationClient);
const lambda = mockClient(LambdaClient);

/** The plugin in the Serverless CLI that runs for the stage prod, as stages/prod.yml has it: nobody is paged yet. */
const plugin = () =>
  new Template({
    service: {
      custom: {
        settings: { PASSES: '', PASS_KEYS: '' },
        domain: { name: '', live: false, certificate: '', zone: '', edge: 'off', rate: 0 },
        open: { functions: [], rate: 0, burst: 0 },
        permissionsBoundary: false,
        provisionedConcurrency: {},
        gradualReleases: false,
        twoRegions: false,
        fleet: false,
        around: { latencyAlarmMs: 1000, loginAlarmPercent: 50, logRetentionDays: 90 },
        tables: { arns: [], indexArns: [] },
        dailyBudget: 0,
      },
      provider: { stage: 'prod', compiledCloudFormationTemplate: { Resources: {}, Outputs: {} } },
    },
    classes: { Error },
    getProvider: () => ({
      naming: { getStackName: () => 'streamgate-prod' },
      getRegion: () => 'us-east-1',
      getAwsSdkV3Config: async () => ({}),
      getServerlessDeploymentBucketName: async () => 'bucket',
    }),
  });

beforeEach(() => {
  delete process.env.DEPLOY_ALLOWS;
  cloudFormation.reset();
  lambda.reset();
  cloudFormation.on(DescribeStacksCommand).rejects(new Error('Stack with id streamgate-prod does not exist'));
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: 10 } });
});

test.each(['before:aws:deploy:deploy:createStack', 'before:deploy:function:initialize'])(
  'at %s the CLI refuses what npm run deploy refuses, and asks the account',
  async (hook) => {
    const run = async () => plugin().hooks[hook]?.();
    await expect(run()).rejects.toThrow(/alarmSubscriptions is empty/);
    await expect(run()).rejects.toThrow(/quota of this account in Lambda is 10/);
    Object.assign(process.env, asEnvironment({ 'allow-no-subscriber': true, 'allow-quota': true }));
    await expect(run()).resolves.toBeUndefined();
  },
);

test('to package is refused without asking the account', async () => {
  await expect((async () => plugin().hooks['before:package:initialize']?.())()).rejects.toThrow(/^Refused:\nalarmS/);
  expect(lambda.calls()).toHaveLength(0);
});
