import { expect, test } from '@jest/globals';
import { tables } from '../../infra/tables.ts';

const WARM = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4000 };

/** serverless.yml, as far as the table goes by it. */
const variables: Readonly<Record<string, unknown>> = {
  'file(infra/table.yml)': {
    Resources: {
      UsersTable: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { GlobalSecondaryIndexes: [{ IndexName: 'listing' }, 'another'] },
      },
    },
  },
  'param:indexWarmThroughput': WARM,
  'param:twoRegions': false,
};

test('the index of plans is warmed by itself: what is warm of the table is not of its index', async () => {
  const resolveVariable = async (name: string) => JSON.parse(JSON.stringify(variables[name]));
  expect(await tables({ resolveVariable })).toMatchObject({
    Resources: {
      UsersTable: {
        Properties: { GlobalSecondaryIndexes: [{ IndexName: 'listing', WarmThroughput: WARM }, 'another'] },
      },
    },
  });
});
