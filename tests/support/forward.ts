import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** Asks the engine. */
export async function send(engine: string, agent: Agent, headers: IncomingHttpHeaders, body: string) {
  const outgoing = request(engine, {
    method: 'POST',
    agent,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  });
  outgoing.end(body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  return { status: response.statusCode ?? 0, body: await textOf(response) };
}

/** The refusal with the item that the condition was refused for, as `ReturnValuesOnConditionCheckFailure` asks. */
export async function withItem(
  engine: string,
  agent: Agent,
  headers: IncomingHttpHeaders,
  asked: string,
  refusal: string,
) {
  const { TableName, Key, Item, ReturnValuesOnConditionCheckFailure } = JSON.parse(asked);
  if (ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return refusal;
  const read = await send(
    engine,
    agent,
    { ...headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    JSON.stringify({ TableName, Key: Key ?? { id: Item.id }, ConsistentRead: true }),
  );
  return JSON.stringify({ ...JSON.parse(refusal), ...JSON.parse(read.body) });
}

export async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
