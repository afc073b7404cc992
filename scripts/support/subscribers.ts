import { paginateListSubscriptionsByTopic, type SNSClient } from '@aws-sdk/client-sns';

/**
 * Who is to be told of alarms and has not confirmed it: AWS asks once, by mail, and no alarm reaches them until they
 * do.
 * @param topic the ARN of the stack's topic
 * @returns such as `email oncall@example.com`
 */
export async function unconfirmed(client: SNSClient, topic: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn: topic })) {
    for (const { SubscriptionArn, Protocol, Endpoint } of Subscriptions) {
      if (SubscriptionArn === 'PendingConfirmation') found.push(`${Protocol} ${Endpoint}`);
    }
  }
  return found;
}
