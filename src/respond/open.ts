import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { Log } from '../log/log.ts';
import type { RespondDeps } from './respond.ts';
import { respondSettingsOfProcess } from './settings.ts';

/** @throws Error that names every variable of the environment that is missing or wrong */
export function openRespond(): RespondDeps {
  const settings = respondSettingsOfProcess();
  return {
    settings,
    autoScaling: new AutoScalingClient({}),
    cloudFormation: new CloudFormationClient({}),
    dynamo: new DynamoDBClient({}),
    sns: new SNSClient({}),
    log: new Log(settings, Date.now),
    now: Date.now,
  };
}
