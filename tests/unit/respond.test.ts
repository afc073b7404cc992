import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  DescribeTableCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  type TableDescription,
  TagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Log } from '../../src/log/log.ts';
import { type RespondDeps, respond } from '../../src/respond/respond.ts';
import { parseRespondSettings } from '../../src/respond/settings.ts';
import { snsEvent } from '../support/sns-event.ts';

const ENVIRONMENT = {
  TABLE_NAME: 'streamgate-prod',
  ALARM_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:streamgate-prod-AlarmTopic-1',
  RESPONSES: 'table-throttles,index-throttles',
  RESPONSE_MAX_WRITE_UNITS: '40000',
  RESPONSE_COOL_DOWN_MINUTES: '30',
  SERVICE_NAME: 'streamgate-prod',
  AWS_LAMBDA_FUNCTION_NAME: 'streamgate-prod-respond',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
};
const ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/streamgate-prod';
const NOW = 1_800_000_000_000;
const ON_DEMAND = { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } } as const;

const dynamo = mockClient(DynamoDBClient);
const sns = mockClient(SNSClient);
const clients = {
  autoScaling: new AutoScalingClient({ region: 'us-east-1' }),
  cloudFormation: new CloudFormationClient({ region: 'us-east-1' }),
  dynamo: new DynamoDBClient({ region: 'us-east-1' }),
  sns: new SNSClient({ region: 'us-east-1' }),
};

/** A table whose tags and throughput change as they are told to. */
function table(description: TableDescription = {}): void {
  const tags = new Map<string, string>();
  let state: TableDescription = { TableArn: ARN, TableStatus: 'ACTIVE', ...ON_DEMAND, ...description };
  dynamo.on(DescribeTableCommand).callsFake(() => ({ Table: state }));
  dynamo.on(ListTagsOfResourceCommand).callsFake(() => ({ Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }));
  dynamo.on(TagResourceCommand).callsFake(({ Tags }) => {
    for (const { Key, Value } of Tags) tags.set(Key, Value);
    return {};
  });
  dynamo.on(UpdateTableCommand).callsFake(({ WarmThroughput, GlobalSecondaryIndexUpdates: [index] = [] }) => {
    state = {
      ...state,
      ...(WarmThroughput === undefined ? {} : { WarmThroughput }),
      ...(index === undefined ? {} : { GlobalSecondaryIndexes: [index.Update] }),
    };
    return {};
  });
}

const deps = (environment: Partial<typeof ENVIRONMENT> = {}, at = NOW): RespondDeps => {
  const settings = parseRespondSettings({ ...ENVIRONMENT, ...environment });
  return { settings, ...clients, log: new Log({ ...settings, logLevel: 'SILENT' }, () => at), now: () => at };
};
const fires = (name: string, state = 'ALARM') =>
  snsEvent({ AlarmName: `streamgate-prod-${name}`, NewStateValue: state });
const updates = () => dynamo.commandCalls(UpdateTableCommand).map(({ args: [{ input }] }) => input);
const announced = () => sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input);

beforeEach(() => {
  dynamo.reset();
  sns.reset();
  sns.on(PublishCommand).resolves({});
});

describe('a table that is throttled', () => {
  test('takes twice as much at once, which DynamoDB alone would do in some minutes', async () => {
    table();
    expect(await respond(deps(), fires('table-throttles'))).toMatchObject([{ kind: 'acted' }]);
    expect(updates()).toEqual([
      { TableName: 'streamgate-prod', WarmThroughput: { WriteUnitsPerSecond: 8000, ReadUnitsPerSecond: 24_000 } },
    ]);
    expect(announced()).toEqual([
      {
        TopicArn: ENVIRONMENT.ALARM_TOPIC_ARN,
        Subject: 'streamgate-prod: responded to table-throttles',
        Message: expect.stringMatching(
          /from 4000 to 8000 write units per second\.[\s\S]*docs\/runbook\.md#table-throttles/,
        ),
      },
    ]);
  });

  test('grows from what it has, and never beyond the bound', async () => {
    table({ WarmThroughput: { WriteUnitsPerSecond: 30_000, ReadUnitsPerSecond: 12_000 } });
    await respond(deps(), fires('table-throttles'));
    expect(updates()).toMatchObject([{ WarmThroughput: { WriteUnitsPerSecond: 40_000, ReadUnitsPerSecond: 40_000 } }]);
    const later = deps({}, NOW + 3_600_000);
    expect(await respond(later, fires('table-throttles'))).toMatchObject([
      { kind: 'declined', said: expect.stringContaining('the most that a response may set') },
    ]);
    expect(updates()).toHaveLength(1);
    expect(announced().at(-1)?.Subject).toBe('streamgate-prod: did nothing to table-throttles');
  });

  test('is not changed again within the cool-down, however often the alarm comes', async () => {
    table();
    for (const minutes of [0, 0, 10, 29]) {
      await respond(deps({}, NOW + minutes * 60_000), fires('table-throttles'));
    }
    expect(updates()).toHaveLength(1);
    await respond(deps({}, NOW + 30 * 60_000), fires('table-throttles'));
    expect(updates()).toHaveLength(2);
    expect(announced()).toHaveLength(5);
  });

  test('is left alone while it changes', async () => {
    table({ TableStatus: 'UPDATING' });
    expect(await respond(deps(), fires('table-throttles'))).toMatchObject([{ kind: 'declined' }]);
    expect(updates()).toEqual([]);
  });

  test('is left alone if its writes are provisioned: warm throughput would not help', async () => {
    table({ BillingModeSummary: { BillingMode: 'PROVISIONED' } });
    expect(await respond(deps(), fires('table-throttles'))).toMatchObject([
      { kind: 'declined', said: expect.stringContaining('provisioned') },
    ]);
    expect(updates()).toEqual([]);
  });
});

test('an index that is throttled grows by itself, with a cool-down of its own', async () => {
  table({ GlobalSecondaryIndexes: [{ IndexName: 'listing' }] });
  await respond(deps(), fires('table-throttles'));
  await respond(deps(), fires('index-throttles'));
  expect(updates()[1]).toEqual({
    TableName: 'streamgate-prod',
    GlobalSecondaryIndexUpdates: [
      {
        Update: {
          IndexName: 'listing',
          WarmThroughput: { WriteUnitsPerSecond: 8000, ReadUnitsPerSecond: 24_000 },
        },
      },
    ],
  });
});

test('a response that is switched off says so, and does nothing', async () => {
  table();
  expect(await respond(deps({ RESPONSES: 'index-throttles' }), fires('table-throttles'))).toEqual([
    { kind: 'declined', said: 'This response is switched off.' },
  ]);
  expect(updates()).toEqual([]);
  expect(announced()).toHaveLength(1);
});

test('a refusal by AWS is announced, and not tried again', async () => {
  table();
  dynamo.on(UpdateTableCommand).rejects(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
  expect(await respond(deps(), fires('table-throttles'))).toMatchObject([
    { kind: 'failed', said: 'AWS refused it. AccessDeniedException: not authorized' },
  ]);
  expect(announced()).toMatchObject([{ Subject: 'streamgate-prod: could not respond to table-throttles' }]);
});

test('an announcement that fails is made again by the next call, which changes nothing', async () => {
  table();
  sns.on(PublishCommand).rejectsOnce(new Error('throttled')).resolves({});
  await expect(respond(deps(), fires('table-throttles'))).rejects.toThrow('throttled');
  expect(await respond(deps(), fires('table-throttles'))).toMatchObject([{ kind: 'declined' }]);
  expect(updates()).toHaveLength(1);
});

test.each([
  ['an alarm that ends', fires('table-throttles', 'OK')],
  ['an alarm without a response', fires('latency')],
  ['an alarm of another stack', snsEvent({ AlarmName: 'streamgate-dev-table-throttles', NewStateValue: 'ALARM' })],
  ['what is no alarm', snsEvent('hello')],
])('%s is nothing to respond to', async (_, event) => {
  table();
  expect(await respond(deps(), event)).toEqual([]);
  expect(announced()).toEqual([]);
});

test('an environment with faults is refused, and each is named', () => {
  expect(() => parseRespondSettings({ ...ENVIRONMENT, RESPONSES: 'reboot', RESPONSE_MAX_WRITE_UNITS: '0' })).toThrow(
    /RESPONSES: must be among table-throttles, index-throttles, fleet-full, release-fleet\nRESPONSE_MAX_WRITE_UNITS/,
  );
});
