import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import { user } from './table.ts';

/**
 * Answers each write as if it had succeeded, at once and without a table: what is left to measure is the caller. The
 * user it answers with has a slot to spare, and holds what was asked for.
 */
const server = createServer(async (request, response) => {
  const {
    Key,
    ExpressionAttributeNames,
    ExpressionAttributeValues: values,
  }: Update = JSON.parse((await buffer(request)).toString());
  const session = ExpressionAttributeNames['#session'] ?? '';
  const { streams, ...item } = template;
  const lease = values[':lease'] ?? { M: { ...other, expiresAt: values[':long'] } };
  const body = JSON.stringify({
    Attributes: { ...item, ...Key, changedAt: values[':stamp'], streams: { M: { ...streams?.M, [session]: lease } } },
  });
  if (DELAY_MS > 0) await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});

/** As a table takes, where a caller's own time is not all that is measured. */
const DELAY_MS = Number(process.env.STUB_DELAY_MS ?? 0);

const template = marshall(user('', 1));
const other = template.streams?.M?.['tv-0']?.M;

interface Update {
  readonly Key: { readonly id: { readonly S: string } };
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues: Readonly<Record<string, object>>;
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.once('disconnect', () => process.exit());
