import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { snsEvent } from '../support/sns-event.ts';
import { type Alarms, openAlarms, STACK } from './alarms.ts';
import { openFleet } from './fleet.ts';

/**
 * From an alarm to what it does, in the emulated account: CloudWatch, the topic, the live version of the function with
 * the rights that it has, and the announcement to those who are paged.
 */
const dynamo = new DynamoDBClient({});
const lambda = new LambdaClient({});
let alarms: Alarms;
const fleet = openFleet();

beforeAll(async () => {
  alarms = await openAlarms();
  // MiniStack does not see which table a call for tags is about, so no policy that names one lets it through.
  const Action = ['dynamodb:ListTagsOfResource', 'dynamodb:TagResource'];
  await alarms.allow([{ Effect: 'Allow', Action, Resource: '*' }, ...fleet.rights]);
  for (const name of ['table-throttles', 'index-throttles', 'fleet-full', 'release-fleet']) await alarms.make(name);
});
afterAll(() => alarms.close());

const announced = (name: string) => alarms.announcement(() => alarms.fire(name));

/** MiniStack takes a new warm throughput and does not keep it, so what was changed shows in the table's tags. */
describe('a throttled table', () => {
  async function tags(): Promise<Record<string, string>> {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: STACK }));
    const { Tags = [] } = await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  }

  test('is warmed, the paged people are notified, and the next alarm changes nothing', async () => {
    expect(await announced('table-throttles')).toMatch(
      /^streamgate-emulated: responded to table-throttles: Raised .* from 4000 to 8000 write units per second\./,
    );
    const { 'streamgate:warmed': warmed } = await tags();
    expect(Number(warmed)).toBeGreaterThan(Date.now() - 60_000);
    expect(await announced('table-throttles')).toMatch(/did nothing to table-throttles: .* 30 minutes ago\./);
    expect((await tags())['streamgate:warmed']).toBe(warmed);
  }, 60_000);

  test('stays as it is without the permission, and the paged people learn so', async () => {
    await alarms.without('dynamodb:UpdateTable', async () => {
      expect(await announced('index-throttles')).toMatch(
        /could not respond to index-throttles: AWS refused it\. AccessDenied/,
      );
      expect(await tags()).not.toHaveProperty('streamgate:warmed:listing');
    });
    expect(await announced('index-throttles')).toMatch(/responded to index-throttles/);
  }, 60_000);

  test('stays as it is at the bound, and where the response is switched off', async () => {
    const FunctionName = alarms.resource('RespondLambdaFunction');
    const invoke = async (changed: Record<string, string>) => {
      const Variables = {
        TABLE_NAME: STACK,
        SERVICE_NAME: STACK,
        ALARM_TOPIC_ARN: alarms.resource('AlarmTopic'),
        RESPONSES: 'table-throttles',
        RESPONSE_MAX_WRITE_UNITS: '4000',
        RESPONSE_COOL_DOWN_MINUTES: '1',
        ...changed,
      };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
      const alarm = { AlarmName: `${STACK}-table-throttles`, NewStateValue: 'ALARM' };
      await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(snsEvent(alarm)) }));
    };
    expect(await alarms.announcement(() => invoke({ RESPONSES: '' }))).toContain('This response is switched off.');
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: STACK }));
    await dynamo.send(new UntagResourceCommand({ ResourceArn: Table?.TableArn, TagKeys: ['streamgate:warmed'] }));
    expect(await alarms.announcement(() => invoke({}))).toContain('which is the most that a response may set');
  }, 120_000);
});

describe('a fleet at its maximum', () => {
  test('is raised up to its ceiling and no further, with a pause between', async () => {
    await fleet.makeGroup({ most: 3, ceiling: 10 });
    expect(await announced('fleet-full')).toMatch(
      /responded to fleet-full: Raised .* from 3 to 6 instances\. The ceiling is 10/,
    );
    expect(await fleet.most()).toBe(6);
    await fleet.fill();
    expect(await announced('fleet-full')).toMatch(/did nothing to fleet-full: .* less than 5 minutes ago\./);
    await fleet.endPause();
    expect(await announced('fleet-full')).toMatch(/from 6 to 10 instances/);
    await fleet.fill();
    await fleet.endPause();
    expect(await announced('fleet-full')).toMatch(/did nothing to fleet-full: .* 10 instances, which is the most that/);
    expect(await fleet.most()).toBe(10);
  }, 120_000);

  test('stays as it is without the permission, and the paged people learn so', async () => {
    await fleet.makeGroup({ most: 3, ceiling: 10 });
    await alarms.without('autoscaling:UpdateAutoScalingGroup', async () => {
      expect(await announced('fleet-full')).toMatch(/could not respond to fleet-full: AWS refused it\. AccessDenied/);
    });
    expect(await fleet.most()).toBe(3);
    expect(await announced('fleet-full')).toMatch(/from 3 to 6/);
  }, 60_000);
});

test('a release whose instances fail is cancelled while it is in progress, given the permission', async () => {
  const release = await fleet.beginRelease(alarms.resource('ServerlessDeploymentBucket'));
  await alarms.without('cloudformation:CancelUpdateStack', async () => {
    expect(await announced('release-fleet')).toMatch(
      /could not respond to release-fleet: AWS refused it\. AccessDenied/,
    );
  });
  expect(await release.status()).toBe('UPDATE_IN_PROGRESS');
  expect(await announced('release-fleet')).toMatch(/responded to release-fleet: Cancelled the release/);
  expect(await release.end()).toBe('UPDATE_ROLLBACK_COMPLETE');
  const FunctionName = `${alarms.resource('RespondLambdaFunction')}:live`;
  const alarm = { AlarmName: `${STACK}-release-fleet`, NewStateValue: 'ALARM' };
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(snsEvent(alarm)) }));
  expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject([{ kind: 'declined', quiet: true }]);
}, 180_000);
