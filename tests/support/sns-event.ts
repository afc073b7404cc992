import type { SNSEvent } from 'aws-lambda';

/** What Lambda is called with when a topic gets this message. */
export const snsEvent = (message: object | string): SNSEvent => ({
  Records: [
    {
      EventVersion: '1.0',
      EventSubscriptionArn: 'arn:aws:sns:us-east-1:000000000000:topic:subscription',
      EventSource: 'aws:sns',
      Sns: {
        SignatureVersion: '1',
        Timestamp: '2026-11-26T00:00:00.000Z',
        Signature: '',
        SigningCertUrl: '',
        MessageId: '1',
        Message: typeof message === 'string' ? message : JSON.stringify(message),
        MessageAttributes: {},
        Type: 'Notification',
        UnsubscribeUrl: '',
        TopicArn: 'arn:aws:sns:us-east-1:000000000000:topic',
        Subject: '',
      },
    },
  ],
});
