import { ref } from './cloudformation.ts';

/** The alias of the function that responds (template/aliases.ts). */
const RESPOND = ref('RespondLambdaFunctionLive');

/**
 * What calls the function that responds. It is not the topic that pages: an alarm with a response tells nobody by
 * itself, as it belongs to a composite alarm, and the function tells those who are paged what it did.
 */
export const responses = {
  Resources: {
    ResponseTopic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'Streamgate: alarms that act' } },
    ResponseSubscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: ref('ResponseTopic'), Protocol: 'lambda', Endpoint: RESPOND },
    },
    ResponsePermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: RESPOND,
        Action: 'lambda:InvokeFunction',
        Principal: 'sns.amazonaws.com',
        SourceArn: ref('ResponseTopic'),
      },
    },
  },
  Outputs: {
    ResponseTopicArn: { Description: 'The topic of the alarms that act by themselves', Value: ref('ResponseTopic') },
  },
};
