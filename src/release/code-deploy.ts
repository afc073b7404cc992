import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { versions } from '../http/runtime.ts';
import type { Invoke } from './play-through.ts';

/** What CodeDeploy calls a hook with; nothing of it where a person calls. */
export interface Hook {
  readonly DeploymentId?: string;
  readonly LifecycleEventHookExecutionId?: string;
}

const lambda = new LambdaClient({});
const codeDeploy = new CodeDeployClient({});

/** @throws Error with its own words if the function crashed */
export const invokeVersion: Invoke = async (name, event) => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: versions[name], Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Payload?.transformToString() || '{}');
  if (FunctionError !== undefined) throw new Error(answer.errorMessage);
  return { status: answer.statusCode, body: JSON.parse(answer.body || '{}') };
};

/** Lets the traffic of a deployment begin, or ends it. */
export async function tellCodeDeploy({ DeploymentId, LifecycleEventHookExecutionId }: Hook, good: boolean) {
  await codeDeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: DeploymentId,
      lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
      status: good ? 'Succeeded' : 'Failed',
    }),
  );
}
