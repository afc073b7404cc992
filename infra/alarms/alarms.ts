import { type Resources, ref, type Sub, sub } from '../cloudformation.ts';
import { capacity } from './capacity.ts';
import { outage, viewers } from './viewers.ts';

/** What happens to the notices of an alarm while a graver one is in alarm. */
const silencedBy = (id: string) => ({
  ActionsSuppressor: ref(id),
  ActionsSuppressorWaitPeriod: 120,
  // Longer than the quarter of an hour that `starts` looks at: what an outage leaves behind is no news.
  ActionsSuppressorExtensionPeriod: 1200,
});

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

/** The logical ids of the alarms behind each page. Those of monitoring.yml are what MiniStack can make. */
const MEMBERS = {
  outage: [...Object.keys(withIds(outage)), 'HealthAlarm'],
  viewers: [...Object.keys(withIds(viewers)), 'LatencyAlarm'],
  capacity: Object.keys(withIds(capacity)),
};
export type Page = keyof typeof MEMBERS;

/**
 * What pages. Each alarm has its section in docs/runbook.md, by the end of its name, and belongs to one of three
 * composite alarms, which are all that calls anybody. Alarms notify when they change: what has paged for something
 * slight must not hide an outage, so each severity is a page of its own, and a graver one silences those below it.
 */
export const alarms = {
  Resources: {
    ...withIds({ ...outage, ...viewers, ...capacity }),
    OutageAlarm: composite('outage', 'Most viewers cannot start, or cannot go on.', MEMBERS.outage),
    ViewersAlarm: composite(
      'viewers',
      'Some viewers cannot start or go on, or have to wait.',
      MEMBERS.viewers,
      silencedBy('OutageAlarm'),
    ),
    // Of these two one tells that viewers suffer, and nobody is called for it.
    SufferingAlarm: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: {
        AlarmName: sub(`\${AWS::StackName}-suffering`),
        AlarmDescription: 'Fires while outage or viewers does, to silence capacity. docs/runbook.md#capacity',
        AlarmRule: firing(['OutageAlarm', 'ViewersAlarm']),
      },
    },
    // Causes, before anybody suffers. Who was called for the viewers is not called again for these.
    CapacityAlarm: composite(
      'capacity',
      'A resource is short or wrong; viewers do not notice yet.',
      MEMBERS.capacity,
      silencedBy('SufferingAlarm'),
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

const PAGES: Readonly<Record<Page, string>> = {
  outage: 'OutageAlarm',
  viewers: 'ViewersAlarm',
  capacity: 'CapacityAlarm',
};

/**
 * Adds alarms that only some stages have, and lets them page; where a stage has no alarms, it gets none.
 * @param resources of the template; changed in place
 */
export function addAlarms(resources: Resources, page: Page, added: Readonly<Record<string, Resources[string]>>): void {
  const composite = resources[PAGES[page]];
  if (composite === undefined) return;
  const { AlarmRule }: { AlarmRule?: Sub } = composite.Properties;
  Object.assign(resources, added);
  // To what was added before.
  const rule = [AlarmRule?.['Fn::Sub'], firing(Object.keys(added))['Fn::Sub']].join(' OR ');
  Object.assign(composite.Properties, { AlarmRule: sub(rule) });
}
