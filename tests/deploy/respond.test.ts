import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteRolePermissionsBoundaryCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { ConfirmSubscriptionCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { snsEvent } from '../support/sns-event.ts';
import { until } from '../support/until.ts';

/**
 * From an alarm to what it does, in the emulated account: CloudWatch, the topic, the live version of the function with
 * the rights that it has, and the announcement to those who are paged. MiniStack takes a new warm throughput and does
 * not keep it, so what was changed shows in the table's tag.
 */
const STACK = 'streamgate-emulated';
const cloudWatch = new CloudWatchClient({});
const dynamo = new DynamoDBClient({});
const iam = new IAMClient({});
const lambda = new LambdaClient({});
const sns = new SNSClient({});
const announced: string[] = [];
let confirmed = false;
let resources: Record<string, string> = {};

/** Stands for who is paged: an HTTP subscriber of the topic. */
const pager = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { Type, Subject, Message, Token } = JSON.parse(body);
  response.end();
  if (Type === 'Notification') announced.push(`${Subject}: ${Message}`);
  else await sns.send(new ConfirmSubscriptionCommand({ TopicArn: resources.AlarmTopic, Token }));
  confirmed = true;
});

beforeAll(async () => {
  const { StackResources = [] } = await new CloudFormationClient({}).send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  resources = Object.fromEntries(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
  await new Promise<void>((resolve) => pager.listen(0, '127.0.0.1', resolve));
  const { port } = pager.address() as AddressInfo;
  const Endpoint = `http://127.0.0.1:${port}/`;
  await sns.send(new SubscribeCommand({ TopicArn: resources.AlarmTopic, Protocol: 'http', Endpoint }));
  await until(async () => confirmed, Boolean);
  await allowTags();
  for (const name of ['table-throttles', 'index-throttles']) {
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: `${STACK}-${name}`,
        AlarmActions: [resources.ResponseTopic ?? ''],
        Namespace: 'AWS/DynamoDB',
        MetricName: 'WriteThrottleEvents',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
  }
});
afterAll(() => {
  pager.close();
});

const policy = { PolicyName: 'function' } as const;

/** @returns the rights of the function's role, as JSON */
async function rights(): Promise<string> {
  const { PolicyDocument = '' } = await iam.send(
    new GetRolePolicyCommand({ RoleName: resources.RespondRole, ...policy }),
  );
  return decodeURIComponent(PolicyDocument);
}

const setRights = (PolicyDocument: string) =>
  iam.send(new PutRolePolicyCommand({ RoleName: resources.RespondRole, ...policy, PolicyDocument }));

/**
 * MiniStack does not see which table a call for tags is about, so no policy that names one lets it through, be it the
 * role's or its boundary.
 */
async function allowTags(): Promise<void> {
  await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: resources.RespondRole }));
  const { Statement, ...document } = JSON.parse(await rights());
  const Action = ['dynamodb:ListTagsOfResource', 'dynamodb:TagResource'];
  await setRights(
    JSON.stringify({ ...document, Statement: [...Statement, { Effect: 'Allow', Action, Resource: '*' }] }),
  );
}

async function fire(name: string): Promise<void> {
  for (const StateValue of ['OK', 'ALARM'] as const) {
    await cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: `${STACK}-${name}`, StateValue, StateReason: 'a test' }),
    );
  }
}

/** @returns what those who are paged are told next */
async function announcement(after: () => Promise<unknown>): Promise<string> {
  const before = announced.length;
  await after();
  const [next = ''] = await until(
    async () => announced.slice(before),
    (since) => since.length > 0,
    20_000,
  );
  return next;
}

async function tags(): Promise<Record<string, string>> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: STACK }));
  const { Tags = [] } = await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

test('a throttled table is warmed, the paged people are notified, and the next alarm changes nothing', async () => {
  expect(await announcement(() => fire('table-throttles'))).toMatch(
    /^streamgate-emulated: responded to table-throttles: Raised .* from 4000 to 8000 write units a second\./,
  );
  const { 'streamgate:warmed': warmed } = await tags();
  expect(Number(warmed)).toBeGreaterThan(Date.now() - 60_000);
  expect(await announcement(() => fire('table-throttles'))).toMatch(
    /did nothing to table-throttles: .* 30 minutes ago\./,
  );
  expect((await tags())['streamgate:warmed']).toBe(warmed);
}, 60_000);

test('without its permission a response changes nothing, and the paged people learn so', async () => {
  const document = await rights();
  const reduced = document.replace('"dynamodb:UpdateTable"', '"dynamodb:DescribeLimits"');
  expect(reduced).not.toBe(document);
  await setRights(reduced);
  try {
    expect(await announcement(() => fire('index-throttles'))).toMatch(
      /could not respond to index-throttles: AWS refused it\. AccessDenied/,
    );
    expect(await tags()).not.toHaveProperty('streamgate:warmed:listing');
  } finally {
    await setRights(document);
  }
  expect(await announcement(() => fire('index-throttles'))).toMatch(/responded to index-throttles/);
}, 60_000);

test('at its bound, and switched off, a response changes nothing', async () => {
  const FunctionName = resources.RespondLambdaFunction;
  const invoke = async (Variables: Record<string, string>) => {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Environment: {
          Variables: {
            TABLE_NAME: STACK,
            SERVICE_NAME: STACK,
            ALARM_TOPIC_ARN: resources.AlarmTopic ?? '',
            RESPONSES: 'table-throttles',
            RESPONSE_MAX_WRITE_UNITS: '4000',
            RESPONSE_COOL_DOWN_MINUTES: '1',
            ...Variables,
          },
        },
      }),
    );
    const alarm = { AlarmName: `${STACK}-table-throttles`, NewStateValue: 'ALARM' };
    await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(snsEvent(alarm)) }));
  };
  expect(await announcement(() => invoke({ RESPONSES: '' }))).toContain('This response is switched off.');
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: STACK }));
  await dynamo.send(new UntagResourceCommand({ ResourceArn: Table?.TableArn, TagKeys: ['streamgate:warmed'] }));
  expect(await announcement(() => invoke({}))).toContain('which is the most that a response may set');
}, 120_000);
