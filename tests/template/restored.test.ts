import { beforeAll, expect, test } from '@jest/globals';
import { ofType, packageStage, type Resources } from '../support/packaged.ts';

const OWN = 'streamgate-prod';
const RESTORED = 'streamgate-prod-20261124210000';

let stack: Resources = {};

beforeAll(async () => {
  stack = await packageStage('prod', { SERVED_TABLE: RESTORED });
}, 120_000);

const named = (text: string, table: string) => new RegExp(`${table}(?![\\w-])`).test(text);

test('after a restore the stack’s own table is unchanged, so that nothing replaces it', () => {
  expect(ofType(stack, 'AWS::DynamoDB::Table').map(({ Properties }) => Properties.TableName)).toEqual([OWN]);
});

test('every function uses the restored table', () => {
  const tables = ofType(stack, 'AWS::Lambda::Function').map(
    ({ Properties }) => Properties.Environment.Variables.TABLE_NAME,
  );
  expect([...new Set(tables)]).toEqual([RESTORED]);
});

test('every role that reaches one table reaches the other, so that one can go back at once', () => {
  const roles = ofType(stack, 'AWS::IAM::Role').map(({ id, Properties }) => ({ id, text: JSON.stringify(Properties) }));
  const of = (table: string) => roles.flatMap(({ id, text }) => (named(text, `table/${table}`) ? [id] : []));
  expect(of(RESTORED).length).toBeGreaterThan(8);
  expect(of(OWN)).toEqual(of(RESTORED));
  const indexes = roles.filter(({ text }) => text.includes('/index/listing'));
  expect(indexes.map(({ text }) => named(text, `table/${RESTORED}/index/listing`))).toEqual([true]);
});

test('alarms and dashboard watch the restored table', () => {
  const watching = [...ofType(stack, 'AWS::CloudWatch::Alarm'), ...ofType(stack, 'AWS::CloudWatch::Dashboard')].flatMap(
    ({ id, Properties }) => {
      const text = JSON.stringify(Properties);
      return text.includes('TableName') ? [{ id, own: named(text, OWN), restored: named(text, RESTORED) }] : [];
    },
  );
  expect(watching.map(({ id }) => id).sort()).toEqual([
    'Dashboard',
    'HotPartitionAlarm',
    'IndexThrottlesAlarm',
    'TableThrottlesAlarm',
  ]);
  for (const { id, own, restored } of watching)
    expect({ id, own, restored }).toEqual({ id, own: false, restored: true });
});
