import { type Resources, ref, sub } from '../cloudformation.ts';

/**
 * Tells the same people when a day has cost more than this: a fleet of players in a loop that stays below every
 * throttle is seen on the bill first. Of the whole account, as costs carry a stage's tag only where somebody has
 * activated it.
 * @param dollars a day
 */
export const dailyBudget = (dollars: number): Resources => ({
  Budget: {
    Type: 'AWS::Budgets::Budget',
    Properties: {
      Budget: {
        BudgetName: sub(`\${AWS::StackName}-daily`),
        BudgetType: 'COST',
        TimeUnit: 'DAILY',
        BudgetLimit: { Amount: dollars, Unit: 'USD' },
      },
      NotificationsWithSubscribers: [
        {
          Notification: {
            NotificationType: 'ACTUAL',
            ComparisonOperator: 'GREATER_THAN',
            Threshold: 100,
            ThresholdType: 'PERCENTAGE',
          },
          Subscribers: [{ SubscriptionType: 'SNS', Address: ref('AlarmTopic') }],
        },
      ],
    },
  },
  // A topic's own policy lets CloudWatch publish; with one of the stack's it is in there, too.
  AlarmTopicPolicy: {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: {
      Topics: [ref('AlarmTopic')],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'].map((Service) => ({
          Effect: 'Allow',
          Principal: { Service },
          Action: 'sns:Publish',
          Resource: ref('AlarmTopic'),
          Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
        })),
      },
    },
  },
});
