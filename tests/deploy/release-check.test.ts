import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';

test('the hook of a release plays a viewer against the deployed functions, with its own rights', async () => {
  const lambda = new LambdaClient({});
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'CodeDeployHook_streamgate-emulated-releaseCheck', Payload: '{}' }),
  );
  const answer = JSON.parse(Payload?.transformToString() ?? '');
  expect({ FunctionError, answer }).toEqual({ answer: { good: true, faults: [] } });
}, 60_000);
