import { ref, sub } from '../cloudformation.ts';
import { capacity } from './capacity.ts';
import { viewers } from './viewers.ts';

/**
 * What pages. Each alarm has its section in docs/runbook.md, by the end of its name, and belongs to one of two composite
 * alarms, which are all that calls anybody: one night, one page. Those that MiniStack can make are in monitoring.yml.
 */
const firing = (ids: readonly string[]) => sub(ids.map((id) => `ALARM("\${${id}}")`).join(' OR '));

const composite = (name: string, description: string, members: readonly string[], options: object = {}) => ({
  Type: 'AWS::CloudWatch::CompositeAlarm',
  Properties: {
    AlarmName: sub(`\${AWS::StackName}-${name}`),
    AlarmDescription: `${description} docs/runbook.md#${name}`,
    AlarmRule: firing(members),
    AlarmActions: [ref('AlarmTopic')],
    OKActions: [ref('AlarmTopic')],
    ...options,
  },
});

/** By the logical ids of the alarms. */
const withIds = (kind: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(kind).map(([name, resource]) => [`${name}Alarm`, resource]));

export const alarms = {
  Resources: {
    ...withIds(viewers),
    ...withIds(capacity),
    ViewersAlarm: composite('viewers', 'Viewers cannot start or go on, or wait for it.', [
      ...Object.keys(withIds(viewers)),
      'LatencyAlarm',
      'HealthAlarm',
    ]),
    // Causes, before anybody suffers. Who was called for the viewers is not called again for these.
    CapacityAlarm: composite(
      'capacity',
      'Something is short, or the back office fails; viewers do not suffer from it yet.',
      Object.keys(withIds(capacity)),
      {
        ActionsSuppressor: ref('ViewersAlarm'),
        ActionsSuppressorWaitPeriod: 120,
        ActionsSuppressorExtensionPeriod: 300,
      },
    ),
    // Told to learn, so that the first night has a model: an alarm alone waits for one.
    StartsModel: {
      Type: 'AWS::CloudWatch::AnomalyDetector',
      Properties: {
        MetricMathAnomalyDetector: {
          MetricDataQueries: viewers.Starts.Properties.Metrics.filter(({ Id }) => Id !== 'usual'),
        },
      },
    },
  },
};
