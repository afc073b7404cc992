import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { unconfirmed } from '../../scripts/support/subscribers.ts';

test('each address that has not confirmed its alarms is named, from every page of the list', async () => {
  const mock = mockClient(SNSClient);
  mock
    .on(ListSubscriptionsByTopicCommand)
    .resolvesOnce({
      Subscriptions: [{ Protocol: 'https', Endpoint: 'https://pager.example.com', SubscriptionArn: 'arn:aws:sns:…' }],
      NextToken: 'more',
    })
    .resolvesOnce({
      Subscriptions: [{ Protocol: 'email', Endpoint: 'oncall@example.com', SubscriptionArn: 'PendingConfirmation' }],
    });
  expect(await unconfirmed(new SNSClient({ region: 'us-east-1' }), 'topic')).toEqual(['email oncall@example.com']);
});
