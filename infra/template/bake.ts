import { CloudWatchClient, type CloudWatchClientConfig, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

/**
 * How long CloudFormation watches a release after the last of its changes, and what takes the whole of it back: the
 * stack, with all that changes at once, such as the authorizer or the table's settings.
 * @param alarms those that there are already: CloudFormation refuses what is not there, as before the first release
 * @param minutes up to 180
 */
export const rollbackConfiguration = (
  alarms: readonly { readonly AlarmArn?: string | undefined }[],
  minutes: number,
) => ({
  MonitoringTimeInMinutes: minutes,
  RollbackTriggers: alarms.map(({ AlarmArn }) => ({ Arn: AlarmArn, Type: 'AWS::CloudWatch::Alarm' })),
});

export interface Bake {
  /** The ends of the alarms' names; CloudFormation takes five. */
  readonly bakeAlarms: readonly string[];
  readonly bakeMinutes: number;
}

/** How clients of the SDK meet it. */
export interface SdkConfig {
  readonly region?: string;
  readonly credentials?: NonNullable<CloudWatchClientConfig['credentials']>;
}

/** What the Serverless CLI knows of the account that it deploys to. */
export interface Account {
  readonly naming: { getStackName(): string };
  getAwsSdkV3Config(): Promise<SdkConfig>;
}

/**
 * Tells CloudFormation what to watch after the last change of a release.
 * @param gradual false where releases are not gradual
 * @param provider of the service; changed in place
 */
export async function watchRelease(
  gradual: Bake | false,
  provider: { rollbackConfiguration?: object },
  account: Account,
): Promise<void> {
  if (!gradual) return;
  if (process.env.RELEASE === 'at-once') {
    // What cannot wait must not go back for an alarm that fires already. Without a word CloudFormation keeps the last
    // ones.
    provider.rollbackConfiguration = rollbackConfiguration([], 0);
    return;
  }
  const stack = account.naming.getStackName();
  const client = new CloudWatchClient(await account.getAwsSdkV3Config());
  const { MetricAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: gradual.bakeAlarms.map((name) => `${stack}-${name}`) }),
  );
  if (MetricAlarms.length > 0)
    provider.rollbackConfiguration = rollbackConfiguration(MetricAlarms, gradual.bakeMinutes);
}
