import { EventEmitter } from 'node:events';
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks an engine. */
export type Ask = (headers: IncomingHttpHeaders, body: string) => Promise<Answer>;

/** Asks the engine at an endpoint. */
export function over(endpoint: string): { readonly ask: Ask; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true });
  const ask: Ask = async (headers, body) => {
    const outgoing = request(endpoint, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    outgoing.end(body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).once('error', reject);
    });
    return { status: response.statusCode ?? 0, body: await textOf(response) };
  };
  return { ask, close: () => agent.destroy() };
}

/** Asks an engine of this process, with no socket in between, which would cost more than the engine does. */
export function within(engine: Server): Ask {
  return (headers, body) =>
    new Promise((resolve) => {
      const incoming = Object.assign(new EventEmitter(), { method: 'POST', url: '/', headers });
      const response = {
        statusCode: 200,
        setHeader: () => undefined,
        end: (text: string) => resolve({ status: response.statusCode, body: text }),
      };
      engine.emit('request', incoming, response);
      incoming.emit('data', Buffer.from(body));
      incoming.emit('end');
    });
}

/** What an engine wants to see of a call that is not the SDK's. */
export const headersOf = (command: string): IncomingHttpHeaders => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${command}`,
  'x-amz-date': '20261123T120000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=none',
});

/** The refusal with the item that the condition was refused for, as `ReturnValuesOnConditionCheckFailure` asks. */
export async function withItem(ask: Ask, headers: IncomingHttpHeaders, asked: string, refusal: string) {
  const { TableName, Key, Item, ReturnValuesOnConditionCheckFailure } = JSON.parse(asked);
  if (ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') return refusal;
  const read = await ask(
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
