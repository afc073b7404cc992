import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { CloudFormationClient, paginateDescribeStackEvents } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { ScriptError } from '../../scripts/support/run.ts';
import type { Account } from './pipeline.ts';

/** The table's protection from deletion, where CloudFormation has made the table; undefined where there is none. */
async function protection(root: Account, TableName: string): Promise<boolean | undefined> {
  const client = new DynamoDBClient(root);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.DeletionProtectionEnabled ?? false;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** What became of the table, latest first. */
async function tableEvents(root: Account, StackName: string): Promise<(string | undefined)[]> {
  const events: (string | undefined)[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents(
    { client: new CloudFormationClient(root) },
    { StackName },
  )) {
    for (const { LogicalResourceId, ResourceStatus } of StackEvents) {
      if (LogicalResourceId === 'UsersTable') events.push(ResourceStatus);
    }
  }
  return events;
}

/** It is made after the table, and refused: there is no such function. */
const FAILS = {
  Type: 'AWS::Lambda::Url',
  DependsOn: 'UsersTable',
  Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: 'streamgate-nothing' },
};

/**
 * Lets a stage's first deploy fail when the table is there already.
 * @param file the stage's settings
 * @throws ScriptError if it succeeds, or leaves its table behind, which no next one could make
 */
export async function failFirst(
  root: Account,
  stage: string,
  file: string,
  deploy: () => Promise<unknown>,
): Promise<void> {
  const settings = readFileSync(file);
  appendFileSync(file, `savedQueries: ${JSON.stringify({ Resources: { Fails: FAILS } })}\n`);
  const said = await deploy().then(() => 'It was deployed.', String);
  writeFileSync(file, settings);
  if (!said.includes('Fails')) throw new ScriptError(`The first deploy was to fail, and did not:\n${said}`);
  const events = await tableEvents(root, `streamgate-${stage}`);
  // MiniStack calls it an update, as that is what the stack is at.
  if (!events.some((status) => status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE')) {
    throw new ScriptError(`The first deploy failed before it had made the table: ${events}`);
  }
  if ((await protection(root, `streamgate-${stage}`)) !== undefined) {
    throw new ScriptError('The first deploy failed, and left its table behind.');
  }
}

/** @throws ScriptError if the table of a stage that was deployed can be deleted by mistake */
export async function assertProtected(root: Account, stage: string): Promise<void> {
  if (!(await protection(root, `streamgate-${stage}`)))
    throw new ScriptError('The table is not protected from deletion.');
}
