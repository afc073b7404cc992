import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Invoke } from './play-through.ts';

/** CodeDeploy's input of a hook; empty if a person calls it. */
export interface Hook {
  readonly DeploymentId?: string;
  readonly LifecycleEventHookExecutionId?: string;
}

/** @param versions the ids of the new versions, by the names of their functions */
export function codeDeploy(versions: Readonly<Record<string, string>>) {
  const lambda = new LambdaClient({});
  const client = new CodeDeployClient({});

  /** @throws Error with the function's message if it crashed */
  const invokeVersion: Invoke = async (name, event) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: versions[name], Payload: JSON.stringify(event) }),
    );
    const answer = JSON.parse(Payload?.transformToString() || '{}');
    if (FunctionError !== undefined) throw new Error(answer.errorMessage);
    return { status: answer.statusCode, body: JSON.parse(answer.body || '{}') };
  };

  /** Starts the traffic of a deployment, or ends the deployment. */
  const report = ({ DeploymentId, LifecycleEventHookExecutionId }: Hook, good: boolean) =>
    client.send(
      new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: DeploymentId,
        lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
        status: good ? 'Succeeded' : 'Failed',
      }),
    );
  return { invokeVersion, report };
}
