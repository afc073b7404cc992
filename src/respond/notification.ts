import type { SNSEvent } from 'aws-lambda';
import * as z from 'zod/mini';

/**
 * The fields that a response needs of CloudWatch's message about an alarm's new state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
const Notification = z.object({
  AlarmName: z.string(),
  NewStateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
});

/**
 * The alarms of this stack that have just fired, by the ends of their names, such as `table-throttles`. Other messages
 * on the topic are ignored.
 * @param service the name that the stack's alarms begin with
 */
export const firedIn = ({ Records }: SNSEvent, service: string): string[] =>
  Records.flatMap(({ Sns }) => {
    const { data } = z.safeParse(Notification, parsed(Sns.Message));
    const isOurs = data?.NewStateValue === 'ALARM' && data.AlarmName.startsWith(`${service}-`);
    return isOurs ? [data.AlarmName.slice(service.length + 1)] : [];
  });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
