import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import { user } from './table.ts';

/** As a table takes, where a caller's own time is not all that is measured. */
const DELAY_MS = Number(process.env.STUB_DELAY_MS ?? 0);
const TYPE = { 'content-type': 'application/x-amz-json-1.0' };
const REFUSED = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';

const template = marshall(user('', 1));
const full = marshall({ ...user('', 3), changedAt: 1 });
const other = template.streams?.M?.['tv-0']?.M;
/** A message changes it. */
let state: 'well' | 'hangs' | 'refuses' = 'well';

interface Update {
  readonly Key: { readonly id: { readonly S: string } };
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, object>>;
}

/**
 * Answers each write as if it had succeeded, at once and without a table: what is left to measure is the caller. The
 * user it answers with has a slot to spare, and holds what was asked for. Only the first write for a session whose id
 * begins with `over` is refused: that user is full.
 */
const server = createServer(async (request, response) => {
  const call: Update = JSON.parse((await buffer(request)).toString());
  if (DELAY_MS > 0) await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
  if (state === 'hangs') return;
  if (state === 'refuses') return void request.socket.destroy();
  const [status, answer] = answerTo(call);
  const body = JSON.stringify(answer);
  response.writeHead(status, { ...TYPE, 'content-length': Buffer.byteLength(body) });
  response.end(body);
});

function answerTo(call: Update): [status: number, answer: object] {
  const { Key, UpdateExpression, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = call;
  const session = names['#session'] ?? '';
  if (session.startsWith('over') && !UpdateExpression.includes('ended = ')) {
    return [400, { __type: REFUSED, message: 'The conditional request failed', Item: { ...full, ...Key } }];
  }
  const { streams, ...item } = template;
  const lease = values[':lease'] ?? { M: { ...other, expiresAt: values[':long'] ?? other?.expiresAt } };
  const held = { M: { ...streams?.M, [session]: lease } };
  return [200, { Attributes: { ...item, ...Key, changedAt: values[':stamp'], streams: held } }];
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.on('message', (wanted: typeof state) => {
  state = wanted;
  process.send?.(0);
});
process.once('disconnect', () => process.exit());
