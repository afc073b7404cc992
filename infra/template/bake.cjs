const { CloudWatchClient, DescribeAlarmsCommand } = require('@aws-sdk/client-cloudwatch');

/**
 * How long CloudFormation watches a release after the last of its changes, and what takes the whole of it back: the stack, with all
 * that changes at once, such as the authorizer or the table's settings.
 * @param alarms those that there are already: CloudFormation refuses what is not there, as before the first release
 * @param minutes up to 180
 */
const rollbackConfiguration = (alarms, minutes) => ({
  MonitoringTimeInMinutes: minutes,
  RollbackTriggers: alarms.map(({ AlarmArn }) => ({ Arn: AlarmArn, Type: 'AWS::CloudWatch::Alarm' })),
});

/** @param names the ends of the alarms' names; CloudFormation takes five */
async function bake(provider, names, minutes) {
  const stack = provider.naming.getStackName();
  const cloudWatch = new CloudWatchClient(await provider.getAwsSdkV3Config());
  const { MetricAlarms = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: names.map((name) => `${stack}-${name}`) }),
  );
  return MetricAlarms.length === 0 ? undefined : rollbackConfiguration(MetricAlarms, minutes);
}

module.exports = { bake, rollbackConfiguration };
