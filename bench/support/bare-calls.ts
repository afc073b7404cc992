// What a call costs that does nothing but call: the SDK's document client as it comes, and the plain one.
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { admit } from '../../src/domain/start-writes.ts';
import { moment, RULES, renewal, start } from '../operations.ts';

const TableName = process.env.TABLE_NAME;
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
const plain = new DynamoDBClient({ cacheMiddleware: true });

/** The same updates as the handlers'. */
const updates = {
  start: () => admit(start('user'), RULES, moment()),
  renew: renewal,
};

type Call = keyof typeof updates;

const ANSWER = { ReturnValues: 'ALL_NEW', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

export const document = (call: Call) => (id: string) =>
  documents.send(new UpdateCommand({ TableName, Key: { id }, ...updates[call](), ...ANSWER }));

export const marshalled = (call: Call) => async (id: string) => {
  const { ExpressionAttributeValues, ...update } = updates[call]();
  const { Attributes } = await plain.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: id } },
      ...update,
      ExpressionAttributeValues: marshall(ExpressionAttributeValues, { removeUndefinedValues: true }),
      ...ANSWER,
    }),
  );
  return unmarshall(Attributes ?? {});
};
