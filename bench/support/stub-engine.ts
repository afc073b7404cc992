import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import { user } from './table.ts';

/**
 * Answers each write as if it had succeeded, at once and without a table: what is left to measure is the caller. The user it
 * answers with holds three leases, one of them the session that was asked for.
 */
const template = JSON.stringify({ Attributes: marshall(user('$id', 3)) });
const [, before = '', after = ''] = /^(.*)\$id(.*)$/.exec(template) ?? [];

const server = createServer(async (request, response) => {
  const { Key, ExpressionAttributeNames }: Update = JSON.parse((await buffer(request)).toString());
  const session = ExpressionAttributeNames['#session'] ?? '';
  const body = before + Key.id.S + after.replace('"tv-1"', JSON.stringify(session));
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});

interface Update {
  readonly Key: { readonly id: { readonly S: string } };
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>;
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
process.once('disconnect', () => process.exit());
